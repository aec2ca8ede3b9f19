package policies.availability.disruption_budget_missing_test

import data.policies.availability.disruption_budget_missing
import data.policies.lib
import data.policies.lib.testing

finding(kind, n) := {
	"object": lib.ref(testing.fixture(kind)),
	"path": array.concat(lib.workload_paths[kind], ["metadata", "labels"]),
	"message": sprintf("%d pods always run, and no PodDisruptionBudget keeps a drain from evicting them together", [n]),
}

cases[note] := {"input": testing.environment([testing.fixture(kind)]), "want": {finding(kind, 3)}} if {
	some kind in lib.counted
	note := sprintf("a %s without", [kind])
}

cases[note] := {"input": testing.environment([testing.fixture(kind), testing.fixture("PodDisruptionBudget.policy")]), "want": set()} if {
	some kind in lib.counted
	note := sprintf("a %s with one", [kind])
}

cases["the budget is for others"] := {
	"input": testing.environment([testing.fixture("Deployment.apps"), testing.set("PodDisruptionBudget.policy", ["spec", "selector"], {"matchLabels": {"app": "b"}})]),
	"want": {finding("Deployment.apps", 3)},
}

cases["one pod"] := {"input": testing.environment([testing.set("Deployment.apps", ["spec", "replicas"], 1)]), "want": set()}

cases["an autoscaler runs two"] := {
	"input": testing.environment([
		testing.drop("Deployment.apps", ["spec", "replicas"]),
		testing.set("HorizontalPodAutoscaler.autoscaling", ["spec", "minReplicas"], 2),
	]),
	"want": {finding("Deployment.apps", 2)},
}

cases["an autoscaler runs one"] := {
	"input": testing.environment([
		testing.fixture("Deployment.apps"),
		testing.drop("HorizontalPodAutoscaler.autoscaling", ["spec", "minReplicas"]),
	]),
	"want": set(),
}

cases["another controller made it"] := {
	"input": testing.environment([testing.set("ReplicaSet.apps", ["metadata", "ownerReferences"], [{"kind": "Deployment", "name": "a"}])]),
	"want": set(),
}

cases["each node has one"] := {"input": testing.environment([testing.fixture("DaemonSet.apps"), testing.fixture("Job.batch")]), "want": set()}

test_cases[note] if {
	some note, case in cases
	disruption_budget_missing.deny == case.want with input as case.input
}
