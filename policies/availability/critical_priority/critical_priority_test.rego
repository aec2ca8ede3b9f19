package policies.availability.critical_priority_test

import data.policies.availability.critical_priority
import data.policies.lib
import data.policies.lib.testing

critical(kind) := testing.set(kind, ["metadata", "labels", "sutaz.ai/tier"], "critical")

cases[note] := {
	"input": testing.edit(critical(kind), [{"op": "remove", "path": testing.pod_path(kind, ["priorityClassName"])}]),
	"want": {{"path": testing.pod_path(kind, []), "message": "a critical workload has no priority class, and is evicted like any other"}},
} if {
	some kind in lib.workload_kinds
	note := sprintf("a critical %s without", [kind])
}

cases[note] := {"input": critical(kind), "want": set()} if {
	some kind in lib.workload_kinds
	note := sprintf("a critical %s with one", [kind])
}

cases["a standard workload"] := {"input": testing.drop_pod("Deployment.apps", ["priorityClassName"]), "want": set()}

cases["an empty name"] := {
	"input": testing.put(critical("Pod"), ["spec", "priorityClassName"], ""),
	"want": {{"path": ["spec"], "message": "a critical workload has no priority class, and is evicted like any other"}},
}

test_cases[note] if {
	some note, case in cases
	critical_priority.deny == case.want with input as case.input
}
