package policies.resources.disk_volume_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.resources.disk_volume

# The container of the fixtures may use 2Gi of the disk.
pod(kind, list) := testing.edit(testing.fixture(kind), [{"op": "replace", "path": testing.pod_path(kind, ["volumes"]), "value": [{"name": sprintf("v%d", [i]), "emptyDir": volume} | some i, volume in list]}])

cases[note] := {
	"input": pod(kind, [{"sizeLimit": "1Gi"}, {"sizeLimit": "1.5Gi"}]),
	"want": {{"path": testing.pod_path(kind, ["volumes"]), "message": "the volumes may hold 2.5Gi, and the pod is evicted when it uses 2Gi"}},
} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s", [kind])
}

cases["just enough"] := {"input": pod("Pod", [{"sizeLimit": "1Gi"}, {"sizeLimit": "1Gi"}]), "want": set()}

cases["in memory"] := {"input": pod("Pod", [{"sizeLimit": "1Gi"}, {"medium": "Memory", "sizeLimit": "4Gi"}]), "want": set()}

cases["no size"] := {"input": pod("Pod", [{}]), "want": set()}

cases["one container without a limit"] := {
	"input": testing.put(pod("Pod", [{"sizeLimit": "4Gi"}]), ["spec", "containers", 1], {"name": "b"}),
	"want": set(),
}

test_cases[note] if {
	some note, case in cases
	disk_volume.deny == case.want with input as case.input
}
