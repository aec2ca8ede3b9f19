package policies.resources.quantity_size_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.resources.quantity_size

pod(kind, resources) := testing.edit(testing.fixture(kind), [{"op": "replace", "path": testing.pod_path(kind, ["containers", 0, "resources"]), "value": resources}])

cases[note] := {
	"input": pod(kind, {"limits": {"memory": "512m"}}),
	"want": {{"path": testing.pod_path(kind, ["containers", 0, "resources", "limits", "memory"]), "message": "memory of 512m is 0.512 bytes"}},
} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s", [kind])
}

odd := [["cpu", "1Gi", "1073741824 cores"], ["cpu", "1000", "1000 cores"], ["cpu", 2048, "2048 cores"], ["memory", 512, "512 bytes"], ["memory", "512", "512 bytes"], ["memory", "1023Ki", "1047552 bytes"], ["memory", "65Ti", "65Ti"], ["ephemeral-storage", "1k", "1000 bytes"]]

cases[note] := {
	"input": pod("Pod", {"requests": {resource: quantity}}),
	"want": {{"path": ["spec", "containers", 0, "resources", "requests", resource], "message": sprintf("%s of %v is %s", [resource, quantity, size])}},
} if {
	some [resource, quantity, size] in odd
	note := sprintf("%s of %s", [json.marshal(quantity), resource])
}

usual := [["cpu", "999"], ["cpu", "1m"], ["memory", "1Mi"], ["memory", "64Ti"], ["memory", 0], ["memory", 134217728], ["memory", "128M"], ["ephemeral-storage", "100Ti"], ["nvidia.com/gpu", 1], ["memory", "lots"]]

cases[note] := {"input": pod("Pod", {"requests": {resource: quantity}}), "want": set()} if {
	some [resource, quantity] in usual
	note := sprintf("%s of %s", [json.marshal(quantity), resource])
}

cases["the pod as a whole"] := {
	"input": testing.set_pod("Pod", ["resources"], {"limits": {"memory": "2"}}),
	"want": {{"path": ["spec", "resources", "limits", "memory"], "message": "memory of 2 is 2 bytes"}},
}

cases["a limit range"] := {
	"input": testing.set("LimitRange", ["spec", "limits"], [{"type": "Container", "default": {"memory": "256m", "cpu": "1"}, "min": {"memory": "1"}}]),
	"want": {{"path": ["spec", "limits", 0, "default", "memory"], "message": "memory of 256m is 0.256 bytes"}},
}

cases["a claim"] := {
	"input": testing.edit(testing.fixture("PersistentVolumeClaim"), [{"op": "replace", "path": ["spec", "resources", "requests", "storage"], "value": "10"}]),
	"want": {{"path": ["spec", "resources", "requests", "storage"], "message": "storage of 10 is 10 bytes"}},
}

cases["a claim template"] := {
	"input": testing.edit(testing.fixture("StatefulSet.apps"), [{"op": "replace", "path": ["spec", "volumeClaimTemplates", 0, "spec", "resources", "requests", "storage"], "value": "10m"}]),
	"want": {{"path": ["spec", "volumeClaimTemplates", 0, "spec", "resources", "requests", "storage"], "message": "storage of 10m is 0.01 bytes"}},
}

cases["a quota"] := {
	"input": testing.set("ResourceQuota", ["spec", "hard"], {"limits.memory": "20", "requests.cpu": "2000", "pods": "5", "requests.storage": "0"}),
	"want": {{"path": ["spec", "hard", "limits.memory"], "message": "memory of 20 is 20 bytes"}},
}

test_cases[note] if {
	some note, case in cases
	quantity_size.deny == case.want with input as case.input
}
