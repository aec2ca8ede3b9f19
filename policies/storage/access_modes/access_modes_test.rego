package policies.storage.access_modes_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.storage.access_modes

claim(spec) := testing.edit(testing.fixture("PersistentVolumeClaim"), [{"op": "replace", "path": "/spec", "value": object.union({"storageClassName": "fast", "resources": {"requests": {"storage": "1Gi"}}}, spec)}])

class(fields) := testing.edit(object.union(testing.fixture("StorageClass.storage.k8s.io"), fields), [])

many := claim({"accessModes": ["ReadWriteMany"]})

finding(name) := {{"object": lib.ref(many), "path": ["spec", "accessModes", 0], "message": sprintf("storage class %s has disks that one node may write, and it asks for ReadWriteMany", [name])}}

cases["a disk for one"] := {"input": testing.environment([claim({"accessModes": ["ReadWriteOnce"]}), class({"provisioner": "ebs.csi.aws.com"})]), "want": set()}

cases["a disk for many"] := {"input": testing.environment([many, class({"provisioner": "ebs.csi.aws.com"})]), "want": finding("fast")}

cases["files for many"] := {"input": testing.environment([many, class({"provisioner": "efs.csi.aws.com"})]), "want": set()}

cases["a raw device for many"] := {"input": testing.environment([claim({"accessModes": ["ReadWriteMany"], "volumeMode": "Block"}), class({"provisioner": "ebs.csi.aws.com"})]), "want": set()}

cases["a class that is elsewhere"] := {"input": testing.environment([many]), "want": set()}

cases["a class that is elsewhere and says so"] := {"input": testing.environment([claim({"accessModes": ["ReadWriteMany"], "storageClassName": "bulk-rwo"})]), "want": finding("bulk-rwo")}

cases["a template of claims"] := {
	"input": testing.environment([testing.edit(testing.fixture("StatefulSet.apps"), [{"op": "add", "path": "/spec/volumeClaimTemplates", "value": [{"metadata": {"name": "d"}, "spec": many.spec}]}]), class({"provisioner": "ebs.csi.aws.com"})]),
	"want": {{"object": lib.ref(testing.fixture("StatefulSet.apps")), "path": ["spec", "volumeClaimTemplates", 0, "spec", "accessModes", 0], "message": "storage class fast has disks that one node may write, and it asks for ReadWriteMany"}},
}

test_cases[note] if {
	some note, case in cases
	access_modes.deny == case.want with input as case.input
}
