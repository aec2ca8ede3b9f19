package policies.availability.disruption_budgets_overlap_test

import data.policies.availability.disruption_budgets_overlap
import data.policies.lib
import data.policies.lib.testing

budget := testing.fixture("PodDisruptionBudget.policy")

second := testing.edit(budget, [
	{"op": "replace", "path": ["metadata", "name"], "value": "b"},
	{"op": "replace", "path": ["spec", "selector"], "value": {"matchLabels": {"app.kubernetes.io/part-of": "p"}}},
])

cases[note] := {
	"input": testing.environment([budget, second, testing.fixture(kind)]),
	"want": {{
		"object": lib.ref(testing.fixture(kind)),
		"path": array.concat(lib.workload_paths[kind], ["metadata", "labels"]),
		"message": "its pods are selected by the PodDisruptionBudgets a, b, and may have one",
	}},
} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s with two", [kind])
}

cases["one"] := {"input": testing.environment([budget, testing.fixture("Deployment.apps")]), "want": set()}

cases["one of another namespace"] := {
	"input": testing.environment([budget, testing.put(second, ["metadata", "namespace"], "y"), testing.fixture("Deployment.apps")]),
	"want": set(),
}

test_cases[note] if {
	some note, case in cases
	disruption_budgets_overlap.deny == case.want with input as case.input
}
