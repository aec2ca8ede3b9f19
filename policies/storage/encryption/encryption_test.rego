package policies.storage.encryption_test

import data.policies.lib.testing
import data.policies.storage.encryption

class(fields) := object.union(testing.fixture("StorageClass.storage.k8s.io"), fields)

cases["encrypted"] := {"input": class({"provisioner": "ebs.csi.aws.com", "parameters": {"encrypted": "true"}}), "want": set()}

cases["always"] := {"input": class({"provisioner": "pd.csi.storage.gke.io"}), "want": set()}

cases[note] := {
	"input": class({"provisioner": "ebs.csi.aws.com", "parameters": parameters}),
	"want": {{"path": ["parameters", "encrypted"], "message": "disks of ebs.csi.aws.com are not encrypted"}},
} if {
	some note, parameters in {"by default": {}, "said": {"encrypted": "false"}}
}

test_cases[note] if {
	some note, case in cases
	encryption.deny == case.want with input as case.input
}
