package policies.gitops.default_namespace_test

import data.policies.gitops.default_namespace
import data.policies.lib.testing

finding := {"path": ["metadata", "namespace"], "message": "it lives in the namespace default"}

cases[note] := {"input": testing.set(kind, ["metadata", "namespace"], "default"), "want": {finding}} if {
	some kind in ["ConfigMap", "Deployment.apps", "RoleBinding.rbac.authorization.k8s.io", "ExternalSecret.external-secrets.io"]
	note := sprintf("a %s", [kind])
}

cases["a namespace of its own"] := {"input": testing.fixture("ConfigMap"), "want": set()}

cases["no namespace"] := {"input": testing.fixture("ClusterRole.rbac.authorization.k8s.io"), "want": set()}

cases["the API server's own addresses"] := {
	"input": {"apiVersion": "v1", "kind": "Endpoints", "metadata": {"name": "kubernetes", "namespace": "default"}},
	"want": set(),
}

test_cases[note] if {
	some note, case in cases
	default_namespace.deny == case.want with input as case.input
}
