package policies.resources.quota_storage_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.resources.quota_storage

claim := testing.edit(testing.fixture("PersistentVolumeClaim"), [{"op": "replace", "path": ["spec", "resources", "requests", "storage"], "value": "5Gi"}, {"op": "add", "path": ["spec", "storageClassName"], "value": "bulk"}])

# It claims 10Gi of the class fast for each of its three pods.
set_of_pods := testing.fixture("StatefulSet.apps")

quota(hard) := testing.set("ResourceQuota", ["spec", "hard"], hard)

wrong(name, needed, bound) := {{"object": lib.ref(quota({})), "path": ["spec", "hard", name], "message": sprintf("its claims need %s of %s, and it holds %v", [needed, name, bound])}}

bounds := [
	["requests.storage", "34Gi", "35Gi", "35Gi"],
	["persistentvolumeclaims", "3", "4", 4],
	["count/persistentvolumeclaims", 3, "4", 4],
	["fast.storageclass.storage.k8s.io/requests.storage", "29Gi", "30Gi", "30Gi"],
	["bulk.storageclass.storage.k8s.io/persistentvolumeclaims", "0", "1", "1"],
]

cases[note] := {"input": testing.environment([claim, set_of_pods, quota({name: small})]), "want": wrong(name, needed, small)} if {
	some [name, small, needed, _] in bounds
	note := sprintf("%s is too small", [name])
}

cases[note] := {"input": testing.environment([claim, set_of_pods, quota({name: enough})]), "want": set()} if {
	some [name, _, _, enough] in bounds
	note := sprintf("%s is enough", [name])
}

cases["other bounds"] := {"input": testing.environment([claim, quota({"pods": "0", "slow.storageclass.storage.k8s.io/requests.storage": "0"})]), "want": set()}

cases["another namespace"] := {"input": testing.environment([testing.put(claim, ["metadata", "namespace"], "y"), quota({"requests.storage": "0"})]), "want": set()}

test_cases[note] if {
	some note, case in cases
	quota_storage.deny == case.want with input as case.input
}
