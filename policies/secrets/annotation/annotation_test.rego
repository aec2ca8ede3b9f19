package policies.secrets.annotation_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.secrets.annotation

# The token is put together, so that nothing that searches this repository takes it for a real one.
token := concat("", ["ghp_", "9fK2mQ7xLp4VtR8sWz3Bn6Yc5Hd1Jg0TqE7uAiXo"])

noted(kind, name, value) := object.union(testing.fixture(kind), {"metadata": {"annotations": {name: value}}})

finding(path, name, what) := {"path": array.concat(path, ["metadata", "annotations", name]), "message": sprintf("the annotation %s holds %s", [name, what])}

cases[sprintf("a %s with a password", [kind])] := {
	"input": noted(kind, "example.com/password", "hunter2"),
	"want": {finding([], "example.com/password", "a credential")},
} if {
	some kind in ["Ingress.networking.k8s.io", "Deployment.apps", "Secret", "Pod", "ExternalSecret.external-secrets.io"]
}

cases["a token"] := {"input": noted("Service", "a", sprintf("x %s y", [token])), "want": {finding([], "a", "a GitHub token")}}

cases["an address"] := {"input": noted("Service", "a", "https://a:hunter2@example.com"), "want": {finding([], "a", "a password in a URL")}}

cases["settings"] := {"input": noted("Ingress.networking.k8s.io", "a", "proxy_set_header X;\napi_token: 9fK2mQ7xLp4VtR8s;\n"), "want": {finding([], "a", "a credential")}}

cases[sprintf("the pod of a %s", [kind])] := {
	"input": testing.put(testing.fixture(kind), array.concat(lib.workload_paths[kind], ["metadata", "annotations"]), {"a": token}),
	"want": {finding(lib.workload_paths[kind], "a", "a GitHub token")},
} if {
	some kind in lib.workload_kinds
}

good["the name of a secret"] := ["nginx.ingress.kubernetes.io/auth-secret", "basic-auth-of-agents"]

good["a checksum"] := ["checksum/secret", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"]

good["a reason"] := ["permission.sutaz.ai/secrets", "get: The token of the repository is read"]

good["an address"] := ["link.argocd.argoproj.io/external-link", "https://example.com:8443/a@b"]

cases[sprintf("good: %s", [note])] := {"input": noted("Ingress.networking.k8s.io", name, value), "want": set()} if {
	some note, [name, value] in good
}

cases["what kubectl notes of another object"] := {
	"input": noted("ConfigMap", "kubectl.kubernetes.io/last-applied-configuration", `{"data":{"password":"hunter2"}}`),
	"want": {finding([], "kubectl.kubernetes.io/last-applied-configuration", "a credential")},
}

cases["what kubectl notes of a Secret, which another rule finds"] := {
	"input": noted("Secret", "kubectl.kubernetes.io/last-applied-configuration", `{"stringData":{"password":"hunter2"}}`),
	"want": set(),
}

test_cases[note] if {
	some note, case in cases
	annotation.deny == case.want with input as case.input
}
