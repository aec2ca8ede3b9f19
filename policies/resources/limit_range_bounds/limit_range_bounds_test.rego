package policies.resources.limit_range_bounds_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.resources.limit_range_bounds

limits(limit) := testing.set("LimitRange", ["spec", "limits"], [limit])

wrong(o, path, message) := {{"object": lib.ref(o), "path": path, "message": sprintf("%s, says the limit range a", [message])}}

pod := testing.fixture("Pod")

at_container := ["spec", "containers", 0, "resources"]

# The pod asks for 100m of CPU and 128Mi of memory, and may use 256Mi.
bad := [
	[{"max": {"memory": "255Mi"}}, `container "a" may use 256Mi of memory, and the most is 255Mi`],
	[{"max": {"cpu": "50m"}}, `container "a" asks for 0.1 of cpu, and the most is 50m`],
	[{"min": {"memory": "200Mi"}}, `container "a" asks for 128Mi of memory, and the least is 200Mi`],
	[{"maxLimitRequestRatio": {"memory": "1.5"}}, `container "a" may use more than 1.5 times the memory that it asks for`],
]

cases[note] := {"input": testing.environment([pod, limits(object.union({"type": "Container"}, limit))]), "want": wrong(pod, at_container, note)} if some [limit, note] in bad

good := [{"max": {"memory": "256Mi", "cpu": "100m"}}, {"min": {"memory": "128Mi"}}, {"maxLimitRequestRatio": {"memory": 2, "cpu": 1}}, {"max": {"nvidia.com/gpu": "0"}}, {"default": {"memory": "1Mi"}}]

cases[note] := {"input": testing.environment([pod, limits(object.union({"type": "Container"}, limit))]), "want": set()} if {
	some limit in good
	note := json.marshal(limit)
}

cases[note] := {
	"input": testing.environment([testing.fixture(kind), limits({"type": "Container", "max": {"memory": "1Mi"}, "min": {"cpu": "1m"}})]),
	"want": {{"object": lib.ref(testing.fixture(kind)), "path": testing.pod_path(kind, ["containers", 0, "resources"]), "message": message} |
		some message in [
			`container "a" asks for 128Mi of memory, and the most is 1Mi, says the limit range a`,
			`container "a" may use 256Mi of memory, and the most is 1Mi, says the limit range a`,
		]
	},
} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s", [kind])
}

two := testing.set_pod("Pod", ["containers", 1], {"name": "b", "resources": {"limits": {"memory": "1Gi"}}})

cases["the pod together"] := {
	"input": testing.environment([two, limits({"type": "Pod", "max": {"memory": "1Gi"}})]),
	"want": {{"object": lib.ref(two), "path": ["spec"], "message": message} |
		some message in [
			"the pod asks for 1.1Gi of memory, and the most is 1Gi, says the limit range a",
			"the pod may use 1.3Gi of memory, and the most is 1Gi, says the limit range a",
		]
	},
}

claim := testing.edit(testing.fixture("PersistentVolumeClaim"), [{"op": "replace", "path": ["spec", "resources", "requests", "storage"], "value": "5Gi"}])

cases["a claim"] := {
	"input": testing.environment([claim, limits({"type": "PersistentVolumeClaim", "max": {"storage": "4Gi"}})]),
	"want": wrong(claim, ["spec", "resources"], "the claim asks for 5Gi of storage, and the most is 4Gi"),
}

cases["a claim within"] := {"input": testing.environment([claim, limits({"type": "PersistentVolumeClaim", "max": {"storage": "5Gi"}})]), "want": set()}

cases["another namespace"] := {
	"input": testing.environment([pod, testing.put(limits({"type": "Container", "max": {"memory": "1Mi"}}), ["metadata", "namespace"], "y")]),
	"want": set(),
}

test_cases[note] if {
	some note, case in cases
	limit_range_bounds.deny == case.want with input as case.input
}
