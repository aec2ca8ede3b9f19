package policies.storage.reclaim_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.storage.reclaim

claim(spec) := testing.edit(testing.fixture("PersistentVolumeClaim"), [{"op": "replace", "path": "/spec", "value": object.union({"storageClassName": "fast", "resources": {"requests": {"storage": "1Gi"}}}, spec)}])

class(fields) := testing.edit(object.union(testing.fixture("StorageClass.storage.k8s.io"), fields), [])

holding(held) := testing.edit(testing.fixture("PersistentVolumeClaim"), [{"op": "replace", "path": ["metadata", "labels", lib.class_label], "value": held}])

finding(held) := {{"object": lib.ref(holding(held)), "path": ["spec", "storageClassName"], "message": sprintf("it holds %s data, and storage class fast deletes a volume with its claim", [held])}}

cases["retained"] := {"input": testing.environment([holding("personal"), class({"reclaimPolicy": "Retain"})]), "want": set()}

cases["deleted"] := {"input": testing.environment([holding("personal"), class({"reclaimPolicy": "Delete"})]), "want": finding("personal")}

cases["deleted by default"] := {
	"input": testing.environment([holding("confidential"), testing.drop("StorageClass.storage.k8s.io", ["reclaimPolicy"])]),
	"want": finding("confidential"),
}

cases["other data"] := {"input": testing.environment([holding("internal"), class({"reclaimPolicy": "Delete"})]), "want": set()}

cases["a class that is elsewhere"] := {"input": testing.environment([holding("personal")]), "want": set()}

test_cases[note] if {
	some note, case in cases
	reclaim.deny == case.want with input as case.input
}
