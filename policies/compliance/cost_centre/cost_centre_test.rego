package policies.compliance.cost_centre_test

import data.policies.compliance.cost_centre
import data.policies.lib
import data.policies.lib.testing

kinds := lib.workload_kinds | {"PersistentVolumeClaim"}

cases[note] := {
	"input": testing.drop(kind, ["metadata", "labels", "sutaz.ai/cost-centre"]),
	"want": {{"path": ["metadata", "labels"], "message": "it has no label sutaz.ai/cost-centre"}},
} if {
	some kind in kinds
	note := sprintf("a %s without", [kind])
}

cases[note] := {
	"input": testing.drop(kind, array.concat(path, ["sutaz.ai/cost-centre"])),
	"want": {{"path": path, "message": "its pods have no label sutaz.ai/cost-centre"}},
} if {
	some kind in (lib.workload_kinds - {"Pod"})
	path := array.concat(lib.workload_paths[kind], ["metadata", "labels"])
	note := sprintf("pods of a %s without", [kind])
}

cases[note] := {"input": testing.fixture(kind), "want": set()} if {
	some kind in kinds
	note := sprintf("a %s with one", [kind])
}

test_cases[note] if {
	some note, case in cases
	cost_centre.deny == case.want with input as case.input
}
