package policies.references.volume_mount_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.references.volume_mount

cases[note] := {
	"input": testing.edit(testing.fixture(kind), [{"op": "replace", "path": testing.pod_path(kind, ["containers", 0, "volumeMounts", 0, "name"]), "value": "other"}]),
	"want": {{
		"path": testing.pod_path(kind, ["containers", 0, "volumeMounts", 0, "name"]),
		"message": `container "a" mounts the volume other, which the pod does not have`,
	}},
} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s", [kind])
}

cases["a device, of another container"] := {
	"input": testing.set_pod("Pod", ["initContainers"], [{"name": "i", "volumeDevices": [{"name": "disk", "devicePath": "/dev/d"}]}]),
	"want": {{"path": ["spec", "initContainers", 0, "volumeDevices", 0, "name"], "message": `container "i" mounts the volume disk, which the pod does not have`}},
}

cases["a claim template"] := {"input": testing.fixture("StatefulSet.apps"), "want": set()}

cases["no claim template"] := {
	"input": testing.drop("StatefulSet.apps", ["spec", "volumeClaimTemplates"]),
	"want": {{"path": ["spec", "template", "spec", "containers", 0, "volumeMounts", 1, "name"], "message": `container "a" mounts the volume data, which the pod does not have`}},
}

cases["no volumes at all"] := {
	"input": testing.drop_pod("Job.batch", ["volumes"]),
	"want": {{"path": ["spec", "template", "spec", "containers", 0, "volumeMounts", 0, "name"], "message": `container "a" mounts the volume tmp, which the pod does not have`}},
}

test_cases[note] if {
	some note, case in cases
	volume_mount.deny == case.want with input as case.input
}
