package policies.availability.unhealthy_eviction_test

import data.policies.availability.unhealthy_eviction
import data.policies.lib.testing

finding := {"path": ["spec", "unhealthyPodEvictionPolicy"], "message": "pods that are not ready are kept from eviction too, and stop the drain of their node"}

cases["nothing is said"] := {"input": testing.drop("PodDisruptionBudget.policy", ["spec", "unhealthyPodEvictionPolicy"]), "want": {finding}}

cases["only while the budget is met"] := {
	"input": testing.set("PodDisruptionBudget.policy", ["spec", "unhealthyPodEvictionPolicy"], "IfHealthyBudget"),
	"want": {finding},
}

cases["always"] := {"input": testing.fixture("PodDisruptionBudget.policy"), "want": set()}

test_cases[note] if {
	some note, case in cases
	unhealthy_eviction.deny == case.want with input as case.input
}
