package policies.compliance.owner_test

import data.policies.compliance.owner
import data.policies.lib
import data.policies.lib.testing

kinds := lib.workload_kinds | {"PersistentVolumeClaim"}

cases[note] := {
	"input": testing.drop(kind, ["metadata", "labels", "sutaz.ai/team"]),
	"want": {{"path": ["metadata", "labels"], "message": "it has no label sutaz.ai/team"}},
} if {
	some kind in kinds
	note := sprintf("a %s without", [kind])
}

cases[note] := {
	"input": testing.drop(kind, array.concat(path, ["sutaz.ai/team"])),
	"want": {{"path": path, "message": "its pods have no label sutaz.ai/team"}},
} if {
	some kind in (lib.workload_kinds - {"Pod"})
	path := array.concat(lib.workload_paths[kind], ["metadata", "labels"])
	note := sprintf("pods of a %s without", [kind])
}

cases[note] := {"input": testing.fixture(kind), "want": set()} if {
	some kind in kinds
	note := sprintf("a %s with one", [kind])
}

cases["an empty value"] := {
	"input": testing.set("Pod", ["metadata", "labels", "sutaz.ai/team"], ""),
	"want": {{"path": ["metadata", "labels"], "message": "it has no label sutaz.ai/team"}},
}

test_cases[note] if {
	some note, case in cases
	owner.deny == case.want with input as case.input
}
