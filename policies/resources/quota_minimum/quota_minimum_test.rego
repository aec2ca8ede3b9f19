package policies.resources.quota_minimum_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.resources.quota_minimum

scaler := testing.edit(testing.fixture("HorizontalPodAutoscaler.autoscaling"), [{"op": "replace", "path": ["spec", "minReplicas"], "value": 5}, {"op": "replace", "path": ["spec", "maxReplicas"], "value": 20}])

deployment := testing.fixture("Deployment.apps")

quota(hard) := testing.set("ResourceQuota", ["spec", "hard"], hard)

wrong(name, needed, bound) := {{"object": lib.ref(quota({})), "path": ["spec", "hard", name], "message": sprintf("its workloads ask for at least %s of %s, and it holds %v", [needed, name, bound])}}

# Three pods of 100m, 128Mi and 1Gi of disk, with limits of 256Mi and 2Gi.
small := [["requests.cpu", "299m", "0.3"], ["cpu", "0.2", "0.3"], ["requests.memory", "383Mi", "384Mi"], ["memory", 1000000, "384Mi"], ["limits.memory", "767Mi", "768Mi"], ["limits.ephemeral-storage", "5Gi", "6Gi"], ["ephemeral-storage", "2Gi", "3Gi"], ["pods", "2", "3"], ["count/pods", 2, "3"]]

cases[note] := {"input": testing.environment([deployment, quota({name: bound})]), "want": wrong(name, needed, bound)} if {
	some [name, bound, needed] in small
	note := sprintf("%s is too small", [name])
}

enough := [["requests.cpu", "300m"], ["requests.memory", "384Mi"], ["limits.memory", "768Mi"], ["pods", 3], ["requests.nvidia.com/gpu", 0], ["limits.cpu", "0"], ["requests.storage", "0"], ["count/secrets", "0"], ["pods", "many"]]

cases[note] := {"input": testing.environment([deployment, quota({name: bound})]), "want": set()} if {
	some [name, bound] in enough
	note := sprintf("%s of %v is enough", [name, bound])
}

cases["an autoscaler begins with more"] := {"input": testing.environment([deployment, scaler, quota({"pods": "4"})]), "want": wrong("pods", "5", "4")}

cases["an autoscaler may want more"] := {"input": testing.environment([deployment, scaler, quota({"pods": "5"})]), "want": set()}

cases["two workloads"] := {"input": testing.environment([deployment, testing.fixture("StatefulSet.apps"), quota({"pods": "5"})]), "want": wrong("pods", "6", "5")}

cases["another namespace"] := {"input": testing.environment([testing.put(deployment, ["metadata", "namespace"], "y"), quota({"pods": "1"})]), "want": set()}

cases["of some pods"] := {"input": testing.environment([deployment, testing.set("ResourceQuota", ["spec"], {"hard": {"pods": "1"}, "scopes": ["Terminating"]})]), "want": set()}

kinds := {"CronJob.batch": "1", "DaemonSet.apps": "1", "Job.batch": "1", "Pod": "1", "ReplicaSet.apps": "3", "ReplicationController": "3", "Rollout.argoproj.io": "3", "StatefulSet.apps": "3"}

cases[note] := {"input": testing.environment([json.remove(testing.fixture(kind), ["metadata/ownerReferences"]), quota({"pods": "0"})]), "want": wrong("pods", pods, "0")} if {
	some kind, pods in kinds
	note := sprintf("a %s", [kind])
}

cases["a device"] := {
	"input": testing.environment([testing.set_pod("Deployment.apps", ["containers", 0, "resources", "limits", "nvidia.com/gpu"], 2), quota({"requests.nvidia.com/gpu": 5})]),
	"want": wrong("requests.nvidia.com/gpu", "6", 5),
}

test_cases[note] if {
	some note, case in cases
	quota_minimum.deny == case.want with input as case.input
}
