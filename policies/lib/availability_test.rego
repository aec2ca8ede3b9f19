package policies.lib_availability_test

import data.policies.lib
import data.policies.lib.testing

deployment := testing.fixture("Deployment.apps")

autoscaler := testing.fixture("HorizontalPodAutoscaler.autoscaling")

numbers["what is asked for"] := {"objects": [deployment], "want": [3, 3]}

numbers["one where nothing is said"] := {"objects": [testing.drop("Deployment.apps", ["spec", "replicas"])], "want": [1, 1]}

numbers["an autoscaler"] := {"objects": [deployment, testing.put(autoscaler, ["spec", "minReplicas"], 2)], "want": [2, 6]}

numbers["an autoscaler that says no least"] := {
	"objects": [deployment, testing.drop("HorizontalPodAutoscaler.autoscaling", ["spec", "minReplicas"])],
	"want": [1, 6],
}

numbers["a ScaledObject that says nothing"] := {
	"objects": [deployment, testing.set("ScaledObject.keda.sh", ["spec"], {"scaleTargetRef": {"name": "a"}})],
	"want": [0, 100],
}

numbers["an autoscaler of another kind"] := {
	"objects": [deployment, testing.put(autoscaler, ["spec", "scaleTargetRef"], {"apiVersion": "apps/v1", "kind": "StatefulSet", "name": "a"})],
	"want": [3, 3],
}

numbers["an autoscaler elsewhere"] := {
	"objects": [deployment, testing.put(autoscaler, ["metadata", "namespace"], "y")],
	"want": [3, 3],
}

test_numbers[note] if {
	some note, case in numbers
	got := [lib.fewest(case.objects[0]), lib.greatest(case.objects[0])] with input as testing.environment(case.objects)
	got == case.want
}

test_budgets if {
	budget := testing.fixture("PodDisruptionBudget.policy")
	lib.budgets(deployment) == {"a"} with input as testing.environment([deployment, budget])
	lib.budgets(deployment) == set() with input as testing.environment([deployment, testing.drop("PodDisruptionBudget.policy", ["spec", "selector"])])
	lib.budgets(deployment) == {"a"} with input as testing.environment([deployment, testing.set("PodDisruptionBudget.policy", ["spec", "selector"], {})])
}

serving := {
	"a service of its labels": [testing.fixture("Service"), 1],
	"a service of other labels": [testing.set("Service", ["spec", "selector"], {"x": "y"}), 0],
	"a service that selects nothing": [testing.set("Service", ["spec", "selector"], {}), 0],
}

test_served[note] if {
	some note, [service, want] in serving
	found := lib.served with input as testing.environment([deployment, service])
	count(found) == want
}

shares := [
	[2, 3, "up", 2],
	["50%", 3, "up", 2],
	["50%", 3, "down", 1],
	["1%", 3, "up", 1],
	["100%", 3, "down", 3],
	["0%", 3, "up", 0],
]

test_share[i] if {
	some i, [value, whole, direction, want] in shares
	lib.share(value, whole, direction) == want
}

test_no_share if {
	not lib.share("half", 3, "up")
	not lib.share(null, 3, "up")
}
