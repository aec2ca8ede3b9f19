package policies.storage.shared_claim_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.storage.shared_claim

deployment(kind, number, volume) := testing.edit(testing.set_pod(kind, ["volumes"], [{"name": "v", "persistentVolumeClaim": volume}]), [{"op": "add", "path": "/spec/replicas", "value": number}])

claim(modes) := testing.edit(testing.fixture("PersistentVolumeClaim"), [{"op": "replace", "path": "/spec/accessModes", "value": modes}])

cases[sprintf("three of a %s", [kind])] := {
	"input": testing.environment([deployment(kind, 3, {"claimName": "a"}), claim(["ReadWriteOnce"])]),
	"want": {{
		"object": lib.ref(testing.fixture(kind)), "path": testing.pod_path(kind, ["volumes", 0, "persistentVolumeClaim", "claimName"]),
		"message": "3 pods mount claim a, which one node may mount",
	}},
} if {
	some kind in ["Deployment.apps", "ReplicaSet.apps", "ReplicationController", "Rollout.argoproj.io"]
}

cases["one"] := {"input": testing.environment([deployment("Deployment.apps", 1, {"claimName": "a"}), claim(["ReadWriteOnce"])]), "want": set()}

cases["to read"] := {"input": testing.environment([deployment("Deployment.apps", 3, {"claimName": "a", "readOnly": true}), claim(["ReadWriteOnce"])]), "want": set()}

cases["for many"] := {"input": testing.environment([deployment("Deployment.apps", 3, {"claimName": "a"}), claim(["ReadWriteOnce", "ReadWriteMany"])]), "want": set()}

cases["a claim that is elsewhere"] := {"input": testing.environment([deployment("Deployment.apps", 3, {"claimName": "b"}), claim(["ReadWriteOnce"])]), "want": set()}

test_cases[note] if {
	some note, case in cases
	shared_claim.deny == case.want with input as case.input
}
