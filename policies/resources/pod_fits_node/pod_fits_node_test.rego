package policies.resources.pod_fits_node_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.resources.pod_fits_node

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

wrong(message) := {{"object": lib.ref(testing.fixture("Deployment.apps")), "path": ["spec", "template", "spec"], "message": message}}

cases["it fits"] := {"input": testing.described([deployment({"cpu": "6", "memory": "32Gi"}, 99)], model), "want": set()}

cases["too many cores"] := {
	"input": testing.described([deployment({"cpu": "6001m"}, 1)], model),
	"want": wrong("no node takes the pod: a machine of the pool workers has 6 of cpu, of which it needs 6.001"),
}

cases["too much of two"] := {
	"input": testing.described([deployment({"cpu": "7", "memory": "33Gi"}, 1)], model),
	"want": wrong("no node takes the pod: a machine of the pool workers has 32Gi of memory, of which it needs 33Gi, 6 of cpu, of which it needs 7"),
}

cases["a card"] := {"input": testing.described([on_cards({"nvidia.com/gpu": 2}, 9)], model), "want": set()}

cases["too many cards"] := {
	"input": testing.described([on_cards({"nvidia.com/gpu": 3}, 1)], model),
	"want": wrong("no node takes the pod: a machine of the pool cards has 2 of nvidia.com/gpu, of which it needs 3"),
}

cases["a card where there is none"] := {
	"input": testing.described([deployment({"nvidia.com/gpu": 1}, 1)], model),
	"want": wrong("no node takes the pod: a machine of the pool workers has 0 of nvidia.com/gpu, of which it needs 1"),
}

nowhere := "no pool of the environment has the labels that the pod wants and no taint that it does not tolerate"

selecting(o, value) := testing.put(o, ["spec", "template", "spec", "nodeSelector"], value)

cases["a taint"] := {"input": testing.described([selecting(deployment({"cpu": "1"}, 1), {"sutaz.ai/role": "gpu"})], model), "want": wrong(nowhere)}

cases["another label"] := {"input": testing.described([selecting(deployment({"cpu": "1"}, 1), {"sutaz.ai/capacity": "spot"})], model), "want": wrong(nowhere)}

cases["a label of which nothing is known"] := {"input": testing.described([selecting(deployment({"cpu": "1"}, 1), {"kubernetes.io/arch": "arm64"})], model), "want": set()}

affine(terms) := testing.put(deployment({"cpu": "1"}, 1), ["spec", "template", "spec", "affinity"], {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": terms}}})

capacity(values) := {"matchExpressions": [{"key": "sutaz.ai/capacity", "operator": "In", "values": values}]}

cases["no term"] := {"input": testing.described([affine([capacity(["spot"])])], model), "want": wrong(nowhere)}

cases["one term of two"] := {"input": testing.described([affine([capacity(["spot"]), capacity(["spot", "reserved"])])], model), "want": set()}

tolerant(toleration) := testing.put(selecting(deployment({"cpu": "1"}, 1), {"sutaz.ai/role": "gpu"}), ["spec", "template", "spec", "tolerations"], [toleration])

tolerations := [
	[{"operator": "Exists"}, set()],
	[{"key": "nvidia.com/gpu", "operator": "Exists"}, set()],
	[{"key": "nvidia.com/gpu", "value": "present"}, set()],
	[{"key": "nvidia.com/gpu", "value": "absent"}, wrong(nowhere)],
	[{"key": "nvidia.com/gpu", "operator": "Exists", "effect": "NoExecute"}, wrong(nowhere)],
	[{"key": "other", "operator": "Exists"}, wrong(nowhere)],
]

cases[note] := {"input": testing.described([tolerant(toleration)], model), "want": want} if {
	some [toleration, want] in tolerations
	note := json.marshal(toleration)
}

cases["it never runs"] := {"input": testing.described([deployment({"cpu": "99"}, 0)], model), "want": set()}

test_cases[note] if {
	some note, case in cases
	pod_fits_node.deny == case.want with input as case.input
}
