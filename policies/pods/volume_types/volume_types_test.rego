package policies.pods.volume_types_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.pods.volume_types

cases[note] := {
	"input": testing.set_pod(kind, ["volumes", 0], {"name": "v", "nfs": {"server": "10.0.0.1", "path": "/"}}),
	"want": {{"path": testing.pod_path(kind, ["volumes", 0, "nfs"]), "message": `the volume "v" is of type nfs`}},
} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s that mounts NFS", [kind])
}

cases[note] := {
	"input": testing.set_pod("Pod", ["volumes"], [{"name": "v", type: {}}]),
	"want": {{"path": ["spec", "volumes", 0, type], "message": sprintf(`the volume "v" is of type %s`, [type])}},
} if {
	some type in [
		"gcePersistentDisk", "awsElasticBlockStore", "gitRepo", "iscsi", "glusterfs", "rbd", "flexVolume", "cinder", "cephfs", "flocker", "fc",
		"azureFile", "vsphereVolume", "quobyte", "azureDisk", "portworxVolume", "photonPersistentDisk", "scaleIO", "storageos",
	]
	note := type
}

cases[note] := {"input": testing.set_pod("Pod", ["volumes"], [{"name": "v", type: {}}]), "want": set()} if {
	some type in volume_types.known
	type != "name"
	note := type
}

cases["a volume that names no type"] := {"input": testing.set_pod("Pod", ["volumes"], [{"name": "v", "nfs": null}]), "want": set()}

test_cases[note] if {
	some note, case in cases
	volume_types.deny == case.want with input as case.input
}
