package policies.availability.tier_priority_test

import data.policies.availability.tier_priority
import data.policies.lib
import data.policies.lib.testing

model := {"running": {"a": {"namespace": "x", "tier": {"priorityClass": "standard"}}}}

cases[sprintf("a %s", [kind])] := {"input": testing.described([testing.fixture(kind)], model), "want": set()} if some kind in lib.workload_kinds

cases[sprintf("a %s of another class", [kind])] := {
	"input": testing.described([testing.set_pod(kind, ["priorityClassName"], "batch")], model),
	"want": {{"object": lib.ref(testing.fixture(kind)), "path": testing.pod_path(kind, ["priorityClassName"]), "message": "its priority class is batch, and its tier has standard"}},
} if {
	some kind in lib.workload_kinds
}

cases["none"] := {
	"input": testing.described([testing.drop_pod("Pod", ["priorityClassName"])], model),
	"want": {{"object": lib.ref(testing.fixture("Pod")), "path": testing.pod_path("Pod", ["priorityClassName"]), "message": "its priority class is none, and its tier has standard"}},
}

cases["not an agent"] := {"input": testing.described([testing.set_pod("Pod", ["priorityClassName"], "batch")], {"running": {}}), "want": set()}

test_cases[note] if {
	some note, case in cases
	tier_priority.deny == case.want with input as case.input
}
