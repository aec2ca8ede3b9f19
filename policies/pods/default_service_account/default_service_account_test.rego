package policies.pods.default_service_account_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.pods.default_service_account

cases[note] := {"input": testing.fixture(kind), "want": set()} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s as it should be", [kind])
}

finding(kind) := {"path": testing.pod_path(kind, ["serviceAccountName"]), "message": "the pod acts under the default service account"}

under(kind, name) := testing.put(testing.drop_pod(kind, ["automountServiceAccountToken"]), testing.pod_path(kind, ["serviceAccountName"]), name)

cases[note] := {"input": under(kind, "default"), "want": {finding(kind)}} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s under the default account", [kind])
}

nameless := testing.edit(under("Pod", ""), [{"op": "remove", "path": "spec/serviceAccountName"}])

cases["no account is named"] := {"input": nameless, "want": {finding("Pod")}}

cases["an empty name"] := {"input": under("Pod", ""), "want": {finding("Pod")}}

cases["the old field names one"] := {"input": testing.put(nameless, ["spec", "serviceAccount"], "a"), "want": set()}

cases["the old field names the default"] := {"input": testing.put(nameless, ["spec", "serviceAccount"], "default"), "want": {finding("Pod")}}

cases["no token is mounted"] := {"input": testing.put(nameless, ["spec", "automountServiceAccountToken"], false), "want": set()}

cases["a token is projected"] := {
	"input": testing.put(
		testing.put(nameless, ["spec", "automountServiceAccountToken"], false),
		["spec", "volumes", 0], {"name": "t", "projected": {"sources": [{"serviceAccountToken": {"path": "token"}}]}},
	),
	"want": {finding("Pod")},
}

test_cases[note] if {
	some note, case in cases
	default_service_account.deny == case.want with input as case.input
}
