package policies.resources.memory_volume_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.resources.memory_volume

# The container of the fixtures has 256Mi.
pod(kind, list) := testing.edit(testing.fixture(kind), [{"op": "replace", "path": testing.pod_path(kind, ["volumes"]), "value": [{"name": sprintf("v%d", [i]), "emptyDir": volume} | some i, volume in list]}])

memory(size) := {"medium": "Memory", "sizeLimit": size}

cases[note] := {
	"input": pod(kind, [{}, {"medium": "Memory"}]),
	"want": {{"path": testing.pod_path(kind, ["volumes", 1, "emptyDir"]), "message": "the volume v1 is in memory and has no size limit"}},
} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s without a size", [kind])
}

cases["too large"] := {
	"input": pod("Pod", [memory("256Mi")]),
	"want": {{"path": ["spec", "volumes"], "message": "the volumes in memory may hold 256Mi, and the containers have 256Mi for them and for themselves"}},
}

cases["too large together"] := {
	"input": pod("Pod", [memory("128Mi"), memory("1Gi")]),
	"want": {{"path": ["spec", "volumes"], "message": "the volumes in memory may hold 1.1Gi, and the containers have 256Mi for them and for themselves"}},
}

cases["small enough"] := {"input": pod("Pod", [memory("64Mi"), memory("128Mi")]), "want": set()}

cases["on the disk"] := {"input": pod("Pod", [{"sizeLimit": "1Gi"}, {}]), "want": set()}

cases["the pod as a whole has more"] := {"input": testing.put(pod("Pod", [memory("1Gi")]), ["spec", "resources"], {"limits": {"memory": "2Gi"}}), "want": set()}

test_cases[note] if {
	some note, case in cases
	memory_volume.deny == case.want with input as case.input
}
