package policies.pods.token_automount_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.pods.token_automount

# of is an environment with a workload that says this, and the account a that says that.
of(workload, account) := testing.environment([workload, account])

silent(kind) := testing.drop_pod(kind, ["automountServiceAccountToken"])

giving := testing.drop("ServiceAccount", ["automountServiceAccountToken"])

finding(kind, account) := {
	"path": testing.pod_path(kind, ["automountServiceAccountToken"]),
	"object": {"kind": kind, "namespace": "x", "name": "a"},
	"message": sprintf("the pod gets a token of the service account %q without asking for one", [account]),
}

cases[note] := {"input": of(silent(kind), giving), "want": {finding(kind, "a")}} if {
	some kind in lib.workload_kinds
	note := sprintf("neither a %s nor its account says anything", [kind])
}

cases["the account withholds it"] := {"input": of(silent("Pod"), testing.fixture("ServiceAccount")), "want": set()}

cases["the account gives it"] := {"input": of(silent("Pod"), testing.set("ServiceAccount", ["automountServiceAccountToken"], true)), "want": {finding("Pod", "a")}}

cases["the pod withholds it"] := {"input": of(testing.fixture("Pod"), giving), "want": set()}

cases["the pod asks for it"] := {"input": of(testing.set_pod("Pod", ["automountServiceAccountToken"], true), testing.fixture("ServiceAccount")), "want": set()}

cases["null says nothing"] := {"input": of(testing.set_pod("Pod", ["automountServiceAccountToken"], null), giving), "want": {finding("Pod", "a")}}

cases["the account is elsewhere"] := {
	"input": of(silent("Pod"), testing.set("ServiceAccount", ["metadata", "namespace"], "y")),
	"want": {finding("Pod", "a")},
}

cases["the default account"] := {
	"input": of(testing.edit(silent("Pod"), [{"op": "remove", "path": "spec/serviceAccountName"}]), testing.fixture("ServiceAccount")),
	"want": {finding("Pod", "default")},
}

cases["an empty name is the default account"] := {
	"input": of(testing.put(silent("Pod"), ["spec", "serviceAccountName"], ""), testing.fixture("ServiceAccount")),
	"want": {finding("Pod", "default")},
}

cases["the account by the old field"] := {
	"input": of(testing.put(testing.edit(silent("Pod"), [{"op": "remove", "path": "spec/serviceAccountName"}]), ["spec", "serviceAccount"], "a"), testing.fixture("ServiceAccount")),
	"want": set(),
}

test_cases[note] if {
	some note, case in cases
	token_automount.deny == case.want with input as case.input
}
