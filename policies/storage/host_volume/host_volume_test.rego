package policies.storage.host_volume_test

import data.policies.lib.testing
import data.policies.storage.host_volume

volume(source) := testing.edit(object.union(testing.fixture("PersistentVolume"), {"spec": source}), [{"op": "remove", "path": "/spec/csi"}])

cases["of a driver"] := {"input": testing.fixture("PersistentVolume"), "want": set()}

cases["a disk of one node"] := {"input": volume({"local": {"path": "/mnt/a"}, "nodeAffinity": {}}), "want": set()}

cases["a directory"] := {
	"input": volume({"hostPath": {"path": "/var/lib"}}),
	"want": {{"path": ["spec", "hostPath", "path"], "message": "it is the directory /var/lib of a node"}},
}

test_cases[note] if {
	some note, case in cases
	host_volume.deny == case.want with input as case.input
}
