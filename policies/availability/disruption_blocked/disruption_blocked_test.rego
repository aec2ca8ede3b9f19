package policies.availability.disruption_blocked_test

import data.policies.availability.disruption_blocked
import data.policies.lib
import data.policies.lib.testing

budget(spec) := testing.set("PodDisruptionBudget.policy", ["spec"], object.union({"selector": {"matchLabels": {"app.kubernetes.io/name": "a"}}}, spec))

finding(field, message) := {"object": lib.ref(testing.fixture("PodDisruptionBudget.policy")), "path": ["spec", field], "message": message}

deployment := testing.fixture("Deployment.apps")

cases["one at a time"] := {"input": testing.environment([budget({"maxUnavailable": 1}), deployment]), "want": set()}

cases["one in a hundred is one"] := {"input": testing.environment([budget({"maxUnavailable": "1%"}), deployment]), "want": set()}

cases["none"] := {
	"input": testing.environment([budget({"maxUnavailable": 0})]),
	"want": {finding("maxUnavailable", "maxUnavailable is 0: no pod may ever be evicted")},
}

cases["no share"] := {
	"input": testing.environment([budget({"maxUnavailable": "0%"})]),
	"want": {finding("maxUnavailable", "maxUnavailable is 0%: no pod may ever be evicted")},
}

cases["all"] := {
	"input": testing.environment([budget({"minAvailable": "100%"}), deployment]),
	"want": {finding("minAvailable", "minAvailable is 100%: no pod may ever be evicted")},
}

cases["two of three"] := {"input": testing.environment([budget({"minAvailable": 2}), deployment]), "want": set()}

cases["three of three"] := {
	"input": testing.environment([budget({"minAvailable": 3}), deployment]),
	"want": {finding("minAvailable", "minAvailable is 3, and 3 always run: none of them may be evicted")},
}

cases["two thirds, rounded up"] := {
	"input": testing.environment([budget({"minAvailable": "67%"}), deployment]),
	"want": {finding("minAvailable", "minAvailable is 67%, and 3 always run: none of them may be evicted")},
}

cases["two thirds, not quite"] := {"input": testing.environment([budget({"minAvailable": "66%"}), deployment]), "want": set()}

cases["half of one pod"] := {
	"input": testing.environment([budget({"minAvailable": "50%"}), testing.drop("Deployment.apps", ["spec", "replicas"])]),
	"want": {finding("minAvailable", "minAvailable is 50%, and 1 always run: none of them may be evicted")},
}

cases["an autoscaler at its least"] := {
	"input": testing.environment([
		budget({"minAvailable": 2}), testing.drop("Deployment.apps", ["spec", "replicas"]),
		testing.set("HorizontalPodAutoscaler.autoscaling", ["spec", "minReplicas"], 2),
	]),
	"want": {finding("minAvailable", "minAvailable is 2, and 2 always run: none of them may be evicted")},
}

cases["an autoscaler that goes down to none"] := {
	"input": testing.environment([budget({"minAvailable": 1}), deployment, testing.set("ScaledObject.keda.sh", ["spec", "minReplicaCount"], 0)]),
	"want": {finding("minAvailable", "minAvailable is 1, and 1 always run: none of them may be evicted")},
}

cases["two workloads together"] := {
	"input": testing.environment([budget({"minAvailable": 3}), deployment, testing.fixture("StatefulSet.apps")]),
	"want": set(),
}

cases["nobody knows how many"] := {
	"input": testing.environment([budget({"minAvailable": 3}), testing.fixture("DaemonSet.apps")]),
	"want": set(),
}

cases["it selects nothing"] := {"input": testing.environment([budget({"minAvailable": 3})]), "want": set()}

cases["no share and no number"] := {"input": testing.environment([budget({"minAvailable": "most"}), deployment]), "want": set()}

test_cases[note] if {
	some note, case in cases
	disruption_blocked.deny == case.want with input as case.input
}
