package policies.storage.volume_mode_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.storage.volume_mode

claim(mode) := testing.put(testing.fixture("PersistentVolumeClaim"), ["spec", "volumeMode"], mode)

pod(kind, container) := testing.edit(testing.fixture(kind), [
	{"op": "add", "path": testing.pod_path(kind, ["volumes"]), "value": [{"name": "v", "persistentVolumeClaim": {"claimName": "a"}}]},
	{"op": "add", "path": testing.pod_path(kind, ["containers", 0]), "value": object.union({"name": "c"}, container)},
])

files := {"volumeMounts": [{"name": "v", "mountPath": "/d"}]}

device := {"volumeDevices": [{"name": "v", "devicePath": "/dev/x"}]}

cases["files as files"] := {"input": testing.environment([pod("Pod", files), claim("Filesystem")]), "want": set()}

cases["a device as a device"] := {"input": testing.environment([pod("Pod", device), claim("Block")]), "want": set()}

cases[sprintf("a device as files in a %s", [kind])] := {
	"input": testing.environment([pod(kind, files), claim("Block")]),
	"want": {{
		"object": lib.ref(testing.fixture(kind)), "path": testing.pod_path(kind, ["containers", 0, "volumeMounts", 0]),
		"message": `container "c" mounts claim a as files, and it is a raw device`,
	}},
} if {
	some kind in lib.workload_kinds
}

cases["files as a device"] := {
	"input": testing.environment([pod("Pod", device), testing.fixture("PersistentVolumeClaim")]),
	"want": {{
		"object": lib.ref(testing.fixture("Pod")), "path": ["spec", "containers", 0, "volumeDevices", 0],
		"message": `container "c" takes claim a as a device, and it holds files`,
	}},
}

test_cases[note] if {
	some note, case in cases
	volume_mode.deny == case.want with input as case.input
}
