package policies.references.priority_class_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.references.priority_class

cases[note] := {
	"input": testing.environment([testing.set_pod(kind, ["priorityClassName"], "urgent")]),
	"want": {{"object": lib.ref(testing.fixture(kind)), "path": testing.pod_path(kind, ["priorityClassName"]), "message": "there is no priority class urgent"}},
} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s", [kind])
}

cases["it is there"] := {
	"input": testing.environment([testing.set_pod("Pod", ["priorityClassName"], "urgent"), testing.set("PriorityClass.scheduling.k8s.io", ["metadata", "name"], "urgent")]),
	"want": set(),
}

cases[note] := {"input": testing.environment([testing.set_pod("Pod", ["priorityClassName"], note)]), "want": set()} if {
	some note in ["system-node-critical", "system-cluster-critical", ""]
}

cases["none"] := {"input": testing.environment([testing.drop("Pod", ["spec", "priorityClassName"])]), "want": set()}

test_cases[note] if {
	some note, case in cases
	priority_class.deny == case.want with input as case.input
}
