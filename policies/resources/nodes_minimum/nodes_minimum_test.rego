package policies.resources.nodes_minimum_test

import data.policies.lib.testing
import data.policies.resources.nodes_minimum

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

with_environment(changes) := object.union(model, {"environment": changes})

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

cases["just enough"] := {"input": testing.described([deployment({"cpu": "6", "memory": "32Gi"}, 2)], model), "want": set()}

cases["too many"] := {
	"input": testing.described([deployment({"cpu": "1500m"}, 9)], model),
	"want": wrong("pods that can run on workers alone need 13.5 of cpu at least, and the nodes have 12"),
}

cases["too large"] := {
	"input": testing.described([deployment({"memory": "13Gi"}, 5)], model),
	"want": wrong("pods that can run on workers alone need 65Gi of memory at least, and the nodes have 64Gi"),
}

cases["two workloads"] := {
	"input": testing.described([deployment({"cpu": "6"}, 1), testing.put(deployment({"cpu": "7"}, 1), ["metadata", "name"], "b")], model),
	"want": wrong("pods that can run on workers alone need 13 of cpu at least, and the nodes have 12"),
}

cases["the fewest count"] := {"input": testing.described([deployment({"cpu": "6"}, 9), scaler], model), "want": set()}

surviving := with_environment({"capacity": {"surviveZone": true}})

cases["a zone may be lost"] := {"input": testing.described([deployment({"cpu": "6"}, 1)], surviving), "want": set()}

cases["a zone may not be lost"] := {
	"input": testing.described([deployment({"cpu": "4"}, 2)], surviving),
	"want": wrong("pods that can run on workers alone need 8 of cpu at least, and the nodes have 6 without zone z1"),
}

cases["cards"] := {"input": testing.described([on_cards({"cpu": "1", "nvidia.com/gpu": 1, "nvidia.com/mig-1g.10gb": 2}, 2)], surviving), "want": set()}

cases["no more cards"] := {
	"input": testing.described([on_cards({"nvidia.com/gpu": 1}, 3)], surviving),
	"want": wrong("pods that can run on cards alone need 3 of nvidia.com/gpu at least, and the nodes have 2"),
}

cases["no more slices"] := {
	"input": testing.described([on_cards({"nvidia.com/mig-1g.10gb": 4}, 2)], model),
	"want": wrong("pods that can run on cards alone need 8 of nvidia.com/mig-1g.10gb at least, and the nodes have 7"),
}

agents := object.union(model, {"running": {"a": {"namespace": "x"}}})

cases["the share of agents"] := {"input": testing.described([deployment({"cpu": "3"}, 2)], agents), "want": set()}

cases["more than the share of agents"] := {
	"input": testing.described([deployment({"cpu": "3100m"}, 2)], agents),
	"want": wrong("agents that can run on workers alone need 6.2 of cpu at least, and their share of the nodes is 6"),
}

cases["more than there is, which is told once"] := {
	"input": testing.described([deployment({"cpu": "7"}, 2)], agents),
	"want": wrong("pods that can run on workers alone need 14 of cpu at least, and the nodes have 12"),
}

cases["disk is not described"] := {"input": testing.described([deployment({"ephemeral-storage": "9Ti"}, 2)], model), "want": set()}

test_cases[note] if {
	some note, case in cases
	nodes_minimum.deny == case.want with input as case.input
}
