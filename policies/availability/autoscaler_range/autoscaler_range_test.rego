package policies.availability.autoscaler_range_test

import data.policies.availability.autoscaler_range
import data.policies.lib.testing

fields := {"HorizontalPodAutoscaler.autoscaling": ["minReplicas", "maxReplicas"], "ScaledObject.keda.sh": ["minReplicaCount", "maxReplicaCount"]}

finding(kind, least, most) := {"path": ["spec", fields[kind][1]], "message": sprintf("it runs at least %d and at most %d pods, and never scales", [least, most])}

cases[note] := {"input": testing.set(kind, ["spec", most], 3), "want": {finding(kind, 3, 3)}} if {
	some kind, [_, most] in fields
	note := sprintf("a %s that never scales", [kind])
}

cases[note] := {"input": testing.set(kind, ["spec", most], 4), "want": set()} if {
	some kind, [_, most] in fields
	note := sprintf("a %s that scales", [kind])
}

cases["one is the least where nothing is said"] := {
	"input": testing.edit(testing.drop("HorizontalPodAutoscaler.autoscaling", ["spec", "minReplicas"]), [{"op": "replace", "path": ["spec", "maxReplicas"], "value": 1}]),
	"want": {finding("HorizontalPodAutoscaler.autoscaling", 1, 1)},
}

cases["none is the least of a ScaledObject where nothing is said"] := {
	"input": testing.edit(testing.drop("ScaledObject.keda.sh", ["spec", "minReplicaCount"]), [{"op": "replace", "path": ["spec", "maxReplicaCount"], "value": 1}]),
	"want": set(),
}

test_cases[note] if {
	some note, case in cases
	autoscaler_range.deny == case.want with input as case.input
}
