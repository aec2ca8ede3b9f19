package policies.storage.expansion_test

import data.policies.lib.testing
import data.policies.storage.expansion

class(fields) := object.union(testing.fixture("StorageClass.storage.k8s.io"), fields)

cases["they can"] := {"input": class({"allowVolumeExpansion": true}), "want": set()}

cases["they cannot"] := {"input": class({"allowVolumeExpansion": false}), "want": {{"path": ["allowVolumeExpansion"], "message": "its volumes never grow"}}}

cases["by default"] := {"input": testing.drop("StorageClass.storage.k8s.io", ["allowVolumeExpansion"]), "want": {{"path": ["allowVolumeExpansion"], "message": "its volumes never grow"}}}

cases["nothing to grow"] := {"input": class({"allowVolumeExpansion": false, "provisioner": "kubernetes.io/no-provisioner"}), "want": set()}

test_cases[note] if {
	some note, case in cases
	expansion.deny == case.want with input as case.input
}
