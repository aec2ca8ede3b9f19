package policies.storage.binding_mode_test

import data.policies.lib.testing
import data.policies.storage.binding_mode

class(fields) := object.union(testing.fixture("StorageClass.storage.k8s.io"), fields)

finding := {"path": ["volumeBindingMode"], "message": "ebs.csi.aws.com makes disks of one zone or node, before it is known where the pod runs"}

cases["waits"] := {"input": class({"provisioner": "ebs.csi.aws.com"}), "want": set()}

cases["at once"] := {"input": class({"provisioner": "ebs.csi.aws.com", "volumeBindingMode": "Immediate"}), "want": {finding}}

cases["by default"] := {"input": object.union(testing.drop("StorageClass.storage.k8s.io", ["volumeBindingMode"]), {"provisioner": "ebs.csi.aws.com"}), "want": {finding}}

cases["files"] := {"input": class({"provisioner": "efs.csi.aws.com", "volumeBindingMode": "Immediate"}), "want": set()}

test_cases[note] if {
	some note, case in cases
	binding_mode.deny == case.want with input as case.input
}
