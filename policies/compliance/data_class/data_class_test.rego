package policies.compliance.data_class_test

import data.policies.compliance.data_class
import data.policies.lib
import data.policies.lib.testing

kinds := lib.workload_kinds | {"PersistentVolumeClaim"}

label := "sutaz.ai/data-class"

cases[note] := {
	"input": testing.drop(kind, ["metadata", "labels", label]),
	"want": {{"path": ["metadata", "labels"], "message": "it has no label sutaz.ai/data-class"}},
} if {
	some kind in kinds
	note := sprintf("a %s without", [kind])
}

cases[note] := {
	"input": testing.drop(kind, path),
	"want": {{"path": path, "message": "its pods have no label sutaz.ai/data-class"}},
} if {
	some kind in (lib.workload_kinds - {"Pod"})
	path := array.concat(lib.workload_paths[kind], ["metadata", "labels"])
	note := sprintf("pods of a %s without", [kind])
}

cases[note] := {"input": testing.fixture(kind), "want": set()} if {
	some kind in kinds
	note := sprintf("a %s as it should be", [kind])
}

cases[class] := {"input": testing.set("Pod", ["metadata", "labels", label], class), "want": set()} if {
	some class in ["public", "internal", "confidential", "personal"]
}

cases["another class"] := {
	"input": testing.set("Pod", ["metadata", "labels", label], "secret"),
	"want": {{"path": ["metadata", "labels", label], "message": "secret is no class of data: want confidential, internal, personal, public"}},
}

test_cases[note] if {
	some note, case in cases
	data_class.deny == case.want with input as case.input
}
