package policies.references.webhook_service_test

import data.policies.lib.testing
import data.policies.references.webhook_service

service := testing.put(testing.fixture("Service"), ["spec", "ports"], [{"port": 443}])

callers(name, port) := {
	"APIService.apiregistration.k8s.io": ["apiregistration.k8s.io/v1", ["spec", "service"], {"spec": {"service": ref(name, port)}}],
	"CustomResourceDefinition.apiextensions.k8s.io": [
		"apiextensions.k8s.io/v1", ["spec", "conversion", "webhook", "clientConfig", "service"],
		{"spec": {"conversion": {"webhook": {"clientConfig": {"service": ref(name, port)}}}}},
	],
	"MutatingWebhookConfiguration.admissionregistration.k8s.io": ["admissionregistration.k8s.io/v1", ["webhooks", 1, "clientConfig", "service"], webhooks(name, port)],
	"ValidatingWebhookConfiguration.admissionregistration.k8s.io": ["admissionregistration.k8s.io/v1", ["webhooks", 1, "clientConfig", "service"], webhooks(name, port)],
}

webhooks(name, port) := {"webhooks": [{"clientConfig": {"url": "https://h.example.com"}}, {"clientConfig": {"service": ref(name, port)}}]}

ref(name, 0) := {"namespace": "x", "name": name}

ref(name, port) := {"namespace": "x", "name": name, "port": port} if port != 0

built(kind, version, fields) := object.union({"apiVersion": version, "kind": split(kind, ".")[0], "metadata": {"name": "w"}}, fields)

situations := {
	"there": ["a", 0, set()],
	"there, with its port": ["a", 443, set()],
	"not there": ["b", 0, {"it calls the Service b, and namespace x has none of that name"}],
	"on another port": ["a", 8443, {"it calls port 8443 of the Service a, which has no such port"}],
	"of the cluster": ["c", 0, {"it calls the Service c, and namespace x has none of that name"}],
}

cases[note] := {
	"input": testing.environment([service, built(kind, version, fields)]),
	"want": {{"object": {"kind": kind, "namespace": "", "name": "w"}, "path": path, "message": message} | some message in messages},
} if {
	some situation, [name, port, messages] in situations
	some kind, [version, path, fields] in callers(name, port)
	note := sprintf("the Service of a %s is %s", [kind, situation])
}

cases["an API of the server itself"] := {
	"input": testing.environment([built("APIService.apiregistration.k8s.io", "apiregistration.k8s.io/v1", {"spec": {"service": null}})]),
	"want": set(),
}

cases["no webhook"] := {
	"input": testing.environment([built("CustomResourceDefinition.apiextensions.k8s.io", "apiextensions.k8s.io/v1", {"spec": {"conversion": {"strategy": "None"}}})]),
	"want": set(),
}

test_cases[note] if {
	some note, case in cases
	webhook_service.deny == case.want with input as case.input
}
