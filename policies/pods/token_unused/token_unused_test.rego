package policies.pods.token_unused_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.pods.token_unused

with_token(kind) := testing.set_pod(kind, ["automountServiceAccountToken"], true)

binding(subject) := testing.edit(testing.fixture("RoleBinding.rbac.authorization.k8s.io"), [{"op": "replace", "path": "/subjects", "value": [subject]}])

account := {"kind": "ServiceAccount", "name": "a", "namespace": "x"}

cases[sprintf("a %s without rights", [kind])] := {
	"input": testing.environment([with_token(kind), binding(object.union(account, {"name": "b"}))]),
	"want": {{
		"object": lib.ref(testing.fixture(kind)), "path": testing.pod_path(kind, ["automountServiceAccountToken"]),
		"message": `the pod gets a token of the service account "a", which no binding names`,
	}},
} if {
	some kind in lib.workload_kinds
}

cases[sprintf("bound as %v", [subject.name])] := {"input": testing.environment([with_token("Pod"), binding(subject)]), "want": set()} if {
	some subject in [
		account, {"kind": "Group", "name": "system:serviceaccounts"},
		{"kind": "Group", "name": "system:serviceaccounts:x"}, {"kind": "Group", "name": "system:authenticated"},
	]
}

cases["without a token"] := {"input": testing.environment([testing.fixture("Pod")]), "want": set()}

cases["nothing said"] := {"input": testing.environment([testing.drop_pod("Pod", ["automountServiceAccountToken"])]), "want": set()}

test_cases[note] if {
	some note, case in cases
	token_unused.deny == case.want with input as case.input
}
