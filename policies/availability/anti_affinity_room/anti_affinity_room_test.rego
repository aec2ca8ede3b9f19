package policies.availability.anti_affinity_room_test

import data.policies.availability.anti_affinity_room
import data.policies.lib
import data.policies.lib.testing

term(key, name) := {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [{"topologyKey": key, "labelSelector": {"matchLabels": {"app.kubernetes.io/name": name}}}]}}

apart(kind, key) := testing.set_pod(kind, ["affinity"], term(key, "a"))

pool(role, nodes, taints) := {"role": role, "capacityType": "reserved", "nodes": nodes, "taints": taints}

model := {"environment": {"nodePools": {
	"workers": pool("worker", {"z1": 1, "z2": 1}, {}),
	"gpu": pool("gpu", {"z3": 1}, {"nvidia.com/gpu": "present"}),
	"none": pool("worker", {"z4": 0}, {}),
}}}

finding(kind, pods, what, room) := {
	"object": lib.ref(testing.fixture(kind)),
	"path": testing.pod_path(kind, ["affinity", "podAntiAffinity", "requiredDuringSchedulingIgnoredDuringExecution", 0]),
	"message": sprintf("up to %d pods may not share one of the %s, and there are %d for them", [pods, what, room]),
}

cases[note] := {"input": testing.described([apart(kind, "kubernetes.io/hostname")], model), "want": {finding(kind, 3, "nodes", 2)}} if {
	some kind in lib.counted
	note := sprintf("a %s with too few nodes", [kind])
}

deployment := apart("Deployment.apps", "kubernetes.io/hostname")

tolerating(toleration) := testing.put(deployment, testing.pod_path("Deployment.apps", ["tolerations"]), [toleration])

cases["too few zones"] := {
	"input": testing.described([apart("Deployment.apps", "topology.kubernetes.io/zone")], model),
	"want": {finding("Deployment.apps", 3, "zones", 2)},
}

cases["as many nodes as pods"] := {"input": testing.described([testing.put(deployment, ["spec", "replicas"], 2)], model), "want": set()}

cases["an autoscaler wants more"] := {
	"input": testing.described([testing.put(deployment, ["spec", "replicas"], 2), testing.fixture("HorizontalPodAutoscaler.autoscaling")], model),
	"want": {finding("Deployment.apps", 6, "nodes", 2)},
}

cases["a taint that is tolerated"] := {"input": testing.described([tolerating({"key": "nvidia.com/gpu", "operator": "Exists"})], model), "want": set()}

cases["every taint is tolerated"] := {"input": testing.described([tolerating({"operator": "Exists"})], model), "want": set()}

cases["a taint of that value"] := {"input": testing.described([tolerating({"key": "nvidia.com/gpu", "value": "present"})], model), "want": set()}

cases["a taint compared in another way"] := {
	"input": testing.described([tolerating({"key": "nvidia.com/gpu", "operator": "Gt", "value": "present"})], model),
	"want": {finding("Deployment.apps", 3, "nodes", 2)},
}

cases["a taint of another value"] := {
	"input": testing.described([tolerating({"key": "nvidia.com/gpu", "value": "absent"})], model),
	"want": {finding("Deployment.apps", 3, "nodes", 2)},
}

choosing(path, value) := testing.put(tolerating({"operator": "Exists"}), testing.pod_path("Deployment.apps", path), value)

cases["a node selector"] := {
	"input": testing.described([choosing(["nodeSelector"], {"sutaz.ai/role": "gpu"})], model),
	"want": {finding("Deployment.apps", 3, "nodes", 1)},
}

cases["a node selector that no pool is described by"] := {"input": testing.described([choosing(["nodeSelector"], {"disk": "fast"})], model), "want": set()}

role(operator, value) := {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [{"matchExpressions": [{"key": "sutaz.ai/role", "operator": operator, "values": [value]}]}]}}

cases["required node affinity"] := {
	"input": testing.described([choosing(["affinity", "nodeAffinity"], role("In", "worker"))], model),
	"want": {finding("Deployment.apps", 3, "nodes", 2)},
}

cases["node affinity that all pools meet"] := {"input": testing.described([choosing(["affinity", "nodeAffinity"], role("NotIn", "storage"))], model), "want": set()}

cases["apart from others"] := {
	"input": testing.described([testing.set_pod("Deployment.apps", ["affinity"], term("kubernetes.io/hostname", "b"))], model),
	"want": set(),
}

cases["nothing is required"] := {"input": testing.described([testing.fixture("Deployment.apps")], model), "want": set()}

test_cases[note] if {
	some note, case in cases
	anti_affinity_room.deny == case.want with input as case.input
}
