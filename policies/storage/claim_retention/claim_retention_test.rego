package policies.storage.claim_retention_test

import data.policies.lib.testing
import data.policies.storage.claim_retention

templates := [{"metadata": {"name": "d"}, "spec": testing.fixture("PersistentVolumeClaim").spec}]

set_with(policy) := testing.edit(testing.fixture("StatefulSet.apps"), [
	{"op": "add", "path": "/spec/volumeClaimTemplates", "value": templates},
	{"op": "replace", "path": "/spec/persistentVolumeClaimRetentionPolicy", "value": policy},
])

cases["retained"] := {"input": set_with({"whenDeleted": "Retain", "whenScaled": "Retain"}), "want": set()}

cases["by default"] := {"input": set_with({}), "want": set()}

cases["both"] := {
	"input": set_with({"whenDeleted": "Delete", "whenScaled": "Delete"}),
	"want": {
		{"path": ["spec", "persistentVolumeClaimRetentionPolicy", "whenDeleted"], "message": "its claims are deleted when it is deleted"},
		{"path": ["spec", "persistentVolumeClaimRetentionPolicy", "whenScaled"], "message": "its claims are deleted when it is scaled down"},
	},
}

cases["no claims"] := {"input": testing.edit(set_with({"whenDeleted": "Delete"}), [{"op": "remove", "path": "/spec/volumeClaimTemplates"}]), "want": set()}

test_cases[note] if {
	some note, case in cases
	claim_retention.deny == case.want with input as case.input
}
