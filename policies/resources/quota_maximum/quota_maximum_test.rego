package policies.resources.quota_maximum_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.resources.quota_maximum

scaler := testing.edit(testing.fixture("HorizontalPodAutoscaler.autoscaling"), [{"op": "replace", "path": ["spec", "minReplicas"], "value": 5}, {"op": "replace", "path": ["spec", "maxReplicas"], "value": 20}])

deployment := testing.fixture("Deployment.apps")

quota(hard) := testing.set("ResourceQuota", ["spec", "hard"], hard)

wrong(name, needed, bound) := {{"object": lib.ref(quota({})), "path": ["spec", "hard", name], "message": sprintf("its workloads may scale to %s of %s, and it holds %v", [needed, name, bound])}}

cases["too small for the most"] := {"input": testing.environment([deployment, scaler, quota({"requests.cpu": "1999m", "pods": "20"})]), "want": wrong("requests.cpu", "2", "1999m")}

cases["enough"] := {"input": testing.environment([deployment, scaler, quota({"requests.cpu": "2", "pods": "20"})]), "want": set()}

cases["too small for the fewest, which another rule tells"] := {"input": testing.environment([deployment, scaler, quota({"pods": "4"})]), "want": set()}

keda := testing.fixture("ScaledObject.keda.sh")

cases["a ScaledObject"] := {"input": testing.environment([deployment, keda, quota({"pods": "5"})]), "want": wrong("pods", "6", "5")}

cases["a ScaledObject that names no number"] := {
	"input": testing.environment([deployment, testing.drop("ScaledObject.keda.sh", ["spec", "maxReplicaCount"]), quota({"pods": "99"})]),
	"want": wrong("pods", "100", "99"),
}

cases["an autoscaler of something else"] := {
	"input": testing.environment([deployment, testing.put(scaler, ["spec", "scaleTargetRef", "name"], "b"), quota({"pods": "3"})]),
	"want": set(),
}

test_cases[note] if {
	some note, case in cases
	quota_maximum.deny == case.want with input as case.input
}
