package policies.resources.nodes_maximum_test

import data.policies.lib.testing
import data.policies.resources.nodes_maximum

# Two workers, one in each zone, have 6 cores and 32 Gi for pods; one machine with two GPUs has 2 cores and 8 Gi.
model := {
	"environment": {
		"zones": ["z1", "z2"], "capacity": {"agentShare": 50, "surviveZone": false}, "daemons": {"logs": {"cpu": "500m", "memory": "0"}, "mesh": {"cpu": "500m", "memory": "0"}},
		"nodePools": {
			"workers": {"role": "worker", "capacityType": "reserved", "nodes": {"z1": 1, "z2": 1}, "size": {"cpu": "8", "memory": "36Gi"}},
			"cards": {
				"role": "gpu", "capacityType": "reserved", "nodes": {"z1": 1, "z2": 0}, "size": {"cpu": "4", "memory": "12Gi"},
				"gpu": {"product": "card", "whole": 2, "slices": {"1g.10gb": 7}}, "taints": {"nvidia.com/gpu": "present"},
			},
		},
	},
	"running": {},
}

# deployment asks for resources, and has replicas.
deployment(resources, replicas) := testing.edit(testing.fixture("Deployment.apps"), [
	{"op": "replace", "path": ["spec", "template", "spec", "containers", 0, "resources"], "value": {"limits": resources}},
	{"op": "replace", "path": ["spec", "replicas"], "value": replicas},
])

on_cards(resources, replicas) := testing.edit(deployment(resources, replicas), [
	{"op": "add", "path": ["spec", "template", "spec", "nodeSelector"], "value": {"sutaz.ai/role": "gpu"}},
	{"op": "add", "path": ["spec", "template", "spec", "tolerations"], "value": [{"key": "nvidia.com/gpu", "operator": "Equal", "value": "present", "effect": "NoSchedule"}]},
])

scaler := testing.edit(testing.fixture("HorizontalPodAutoscaler.autoscaling"), [{"op": "replace", "path": ["spec", "minReplicas"], "value": 2}, {"op": "replace", "path": ["spec", "maxReplicas"], "value": 7}])

wrong(message) := {{"model": true, "path": ["environment", "nodePools"], "message": message}}

cases["too many"] := {
	"input": testing.described([deployment({"cpu": "2"}, 1), scaler], model),
	"want": wrong("pods that can run on workers alone may scale to 14 of cpu, and the nodes have 12"),
}

cases["enough"] := {"input": testing.described([deployment({"cpu": "1714m"}, 1), scaler], model), "want": set()}

cases["the fewest are too many, which another rule tells"] := {"input": testing.described([deployment({"cpu": "7"}, 1), scaler], model), "want": set()}

cases["cards"] := {
	"input": testing.described([on_cards({"nvidia.com/gpu": 1}, 1), scaler], model),
	"want": wrong("pods that can run on cards alone may scale to 7 of nvidia.com/gpu, and the nodes have 2"),
}

cases["no autoscaler"] := {"input": testing.described([deployment({"cpu": "6"}, 2)], model), "want": set()}

test_cases[note] if {
	some note, case in cases
	nodes_maximum.deny == case.want with input as case.input
}
