package policies.resources.whole_devices_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.resources.whole_devices

pod(kind, resources) := testing.edit(testing.fixture(kind), [{"op": "replace", "path": testing.pod_path(kind, ["containers", 0, "resources"]), "value": resources}])

gpu := "nvidia.com/gpu"

cases[note] := {
	"input": pod(kind, {"limits": {gpu: "500m"}}),
	"want": {{"path": testing.pod_path(kind, ["containers", 0, "resources", "limits", gpu]), "message": `container "a" names 500m of nvidia.com/gpu, which is given out whole`}},
} if {
	some kind in lib.workload_kinds
	note := sprintf("a part, for a %s", [kind])
}

cases["a part, on both sides"] := {
	"input": pod("Pod", {"limits": {"amd.com/gpu": 1.5}, "requests": {"amd.com/gpu": 1.5}}),
	"want": {{"path": ["spec", "containers", 0, "resources", side, "amd.com/gpu"], "message": `container "a" names 1.5 of amd.com/gpu, which is given out whole`} | some side in ["requests", "limits"]},
}

unlike := [[gpu, "1", "2"], [gpu, 2, 1], ["example.com/fpga", "1", "0"], ["hugepages-2Mi", "2Mi", "4Mi"]]

cases[note] := {
	"input": pod("Pod", {"requests": {name: request}, "limits": {name: limit}}),
	"want": {{"path": ["spec", "containers", 0, "resources", "requests", name], "message": sprintf(`container "a" asks for %v of %s and its limit is %v; they must be the same`, [request, name, limit])}},
} if {
	some [name, request, limit] in unlike
	note := sprintf("%v and %v of %s", [request, limit, name])
}

cases["a request alone"] := {
	"input": pod("Pod", {"requests": {gpu: 1}}),
	"want": {{"path": ["spec", "containers", 0, "resources", "requests", gpu], "message": `container "a" asks for 1 of nvidia.com/gpu and its limit is nothing; they must be the same`}},
}

fine := [{"limits": {gpu: 1}}, {"limits": {gpu: "2"}, "requests": {gpu: 2}}, {"limits": {gpu: "1000m"}, "requests": {gpu: "1"}}, {"limits": {gpu: 0}}, {"limits": {"cpu": "500m"}, "requests": {"cpu": "250m"}}, {"limits": {"hugepages-1Gi": "1Gi"}}, {"requests": {"x.kubernetes.io/y": "500m"}}]

cases[note] := {"input": pod("Pod", resources), "want": set()} if {
	some resources in fine
	note := json.marshal(resources)
}

test_cases[note] if {
	some note, case in cases
	whole_devices.deny == case.want with input as case.input
}
