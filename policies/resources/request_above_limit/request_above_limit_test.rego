package policies.resources.request_above_limit_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.resources.request_above_limit

pod(kind, resources) := testing.edit(testing.fixture(kind), [{"op": "replace", "path": testing.pod_path(kind, ["containers", 0, "resources"]), "value": resources}])

cases[note] := {
	"input": pod(kind, {"requests": {"memory": "1Gi", "cpu": "1"}, "limits": {"memory": "1G", "cpu": "1000m"}}),
	"want": {{"path": testing.pod_path(kind, ["containers", 0, "resources", "requests", "memory"]), "message": `container "a" asks for 1Gi of memory, and may use 1G`}},
} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s", [kind])
}

above := [["cpu", "1001m", 1], ["cpu", 1.5, "1"], ["memory", "1025Mi", "1Gi"], ["memory", "1.1e9", "1G"], ["memory", 1, "999m"], ["nvidia.com/gpu", "2", "1"], ["ephemeral-storage", "1Ti", "1T"], ["hugepages-2Mi", "4Mi", "2Mi"]]

cases[note] := {
	"input": pod("Pod", {"requests": {name: request}, "limits": {name: limit}}),
	"want": {{"path": ["spec", "containers", 0, "resources", "requests", name], "message": sprintf(`container "a" asks for %v of %s, and may use %v`, [request, name, limit])}},
} if {
	some [name, request, limit] in above
	note := sprintf("%v of %s above %v", [request, name, limit])
}

within := [["cpu", "1000m", 1], ["cpu", "1", "2"], ["memory", "1024Mi", "1Gi"], ["memory", "1e9", "1G"], ["memory", "1000m", 1], ["memory", "1G", "1Gi"], ["memory", "much", "1Gi"], ["cpu", null, "1"]]

cases[note] := {"input": pod("Pod", {"requests": {name: request}, "limits": {name: limit}}), "want": set()} if {
	some [name, request, limit] in within
	note := sprintf("%v of %s within %v", [request, name, limit])
}

cases["one side alone"] := {"input": pod("Pod", {"requests": {"cpu": "8"}, "limits": {"memory": "1Gi"}}), "want": set()}

cases["a step of the start"] := {
	"input": testing.set_pod("Pod", ["initContainers"], [{"name": "i", "resources": {"requests": {"cpu": "2"}, "limits": {"cpu": "1"}}}]),
	"want": {{"path": ["spec", "initContainers", 0, "resources", "requests", "cpu"], "message": `container "i" asks for 2 of cpu, and may use 1`}},
}

whole(resources) := testing.put(pod("Pod", {"requests": {"cpu": "2"}}), ["spec", "resources"], resources)

cases["the pod as a whole"] := {
	"input": whole({"requests": {"cpu": "4"}, "limits": {"cpu": "3"}}),
	"want": {{"path": ["spec", "resources", "requests", "cpu"], "message": "the pod as a whole asks for 4 of cpu, and may use 3"}},
}

cases["containers together"] := {
	"input": whole({"requests": {"cpu": "1"}, "limits": {"cpu": "1500m"}}),
	"want": {
		{"path": ["spec", "resources", "requests", "cpu"], "message": "the containers ask for 2 of cpu together, and the pod as a whole has 1"},
		{"path": ["spec", "resources", "limits", "cpu"], "message": "the containers ask for 2 of cpu together, and the pod as a whole has 1500m"},
	},
}

cases["containers fit"] := {"input": whole({"requests": {"cpu": "2"}, "limits": {"cpu": "2"}}), "want": set()}

cases["one container may use more than all"] := {
	"input": testing.put(pod("Pod", {"requests": {"cpu": "1"}, "limits": {"cpu": "4"}}), ["spec", "resources"], {"limits": {"cpu": "3"}}),
	"want": {{"path": ["spec", "containers", 0, "resources", "limits", "cpu"], "message": `container "a" may use 4 of cpu, and the pod as a whole 3`}},
}

test_cases[note] if {
	some note, case in cases
	request_above_limit.deny == case.want with input as case.input
}
