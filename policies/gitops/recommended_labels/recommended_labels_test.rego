package policies.gitops.recommended_labels_test

import data.policies.gitops.recommended_labels
import data.policies.lib
import data.policies.lib.testing

kinds := lib.workload_kinds | {"Service"}

finding(missing) := {{"path": ["metadata", "labels"], "message": sprintf("it has no label %s", [missing])}}

cases[note] := {
	"input": testing.drop(kind, ["metadata", "labels"]),
	"want": finding("app.kubernetes.io/managed-by, app.kubernetes.io/name, app.kubernetes.io/part-of"),
} if {
	some kind in kinds
	note := sprintf("a %s without any", [kind])
}

cases[note] := {"input": testing.fixture(kind), "want": set()} if {
	some kind in kinds
	note := sprintf("a %s with all", [kind])
}

cases[label] := {"input": testing.drop("Service", ["metadata", "labels", label]), "want": finding(label)} if {
	some label in ["app.kubernetes.io/managed-by", "app.kubernetes.io/name", "app.kubernetes.io/part-of"]
}

cases["an empty value"] := {"input": testing.set("Service", ["metadata", "labels", "app.kubernetes.io/name"], ""), "want": finding("app.kubernetes.io/name")}

test_cases[note] if {
	some note, case in cases
	recommended_labels.deny == case.want with input as case.input
}
