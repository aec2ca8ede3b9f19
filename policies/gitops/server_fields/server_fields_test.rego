package policies.gitops.server_fields_test

import data.policies.gitops.server_fields
import data.policies.lib.testing

values := {
	"creationTimestamp": "2026-01-01T00:00:00Z",
	"deletionTimestamp": "2026-01-01T00:00:00Z",
	"deletionGracePeriodSeconds": 30,
	"generation": 1,
	"managedFields": [{}],
	"resourceVersion": "1",
	"selfLink": "/a",
	"uid": "a",
}

cases[field] := {
	"input": testing.set("ConfigMap", ["metadata", field], value),
	"want": {{"path": ["metadata", field], "message": sprintf("the API server writes %s", [field])}},
} if {
	some field, value in values
}

cases["a time of nothing"] := {"input": testing.set("ConfigMap", ["metadata", "creationTimestamp"], null), "want": set()}

cases["a status"] := {
	"input": testing.set("Deployment.apps", ["status"], {"replicas": 3}),
	"want": {{"path": ["status"], "message": "a controller writes the status"}},
}

cases["an empty status"] := {"input": testing.set("Deployment.apps", ["status"], {}), "want": set()}

cases[name] := {
	"input": testing.set("ConfigMap", ["metadata", "annotations"], {name: "a"}),
	"want": {{"path": ["metadata", "annotations", name], "message": sprintf("a client or controller writes %s", [name])}},
} if {
	some name in ["kubectl.kubernetes.io/last-applied-configuration", "deployment.kubernetes.io/revision", "argocd.argoproj.io/tracking-id"]
}

cases["as it should be"] := {"input": testing.fixture("ConfigMap"), "want": set()}

test_cases[note] if {
	some note, case in cases
	server_fields.deny == case.want with input as case.input
}
