package policies.lib_resources_test

import data.policies.lib
import data.policies.lib.testing

asks(cpu) := {"resources": {"requests": {"cpu": cpu}}}

sidecar(cpu) := object.union(asks(cpu), {"restartPolicy": "Always"})

specs["containers together"] := [{"containers": [asks("1"), asks("500m")]}, 1500]

specs["a limit is a request"] := [{"containers": [{"resources": {"limits": {"cpu": "2"}}}]}, 2000]

specs["a sidecar"] := [{"containers": [asks("1")], "initContainers": [sidecar("250m")]}, 1250]

specs["a larger start"] := [{"containers": [asks("1")], "initContainers": [asks("3"), asks("2")]}, 3000]

specs["a start beside sidecars that run by then"] := [{"containers": [asks("1")], "initContainers": [sidecar("1"), asks("3"), sidecar("1")]}, 4000]

specs["a smaller start"] := [{"containers": [asks("1")], "initContainers": [asks("500m")]}, 1000]

specs["the pod as a whole"] := [{"containers": [asks("1")], "resources": {"requests": {"cpu": "4"}}}, 4000]

specs["the limit of the pod, where containers say nothing"] := [{"containers": [{}], "resources": {"limits": {"cpu": "4"}}}, 4000]

specs["the limit of the pod, where containers say less"] := [{"containers": [asks("1")], "resources": {"limits": {"cpu": "4"}}}, 1000]

test_requests[note] if {
	some note, [spec, want] in specs
	lib.pod_amounts(spec, "requests").cpu == want
}

test_limits if {
	lib.pod_amounts({"containers": [{"resources": {"limits": {"memory": "1Gi"}}}, asks("1")]}, "limits") == {"memory": 1073741824000}
	lib.pod_amounts({"containers": [asks("1")], "resources": {"limits": {"memory": "2"}}}, "limits") == {"memory": 2000}
}

scaler := testing.fixture("HorizontalPodAutoscaler.autoscaling")

job(spec) := object.union(testing.fixture("Job.batch"), {"spec": spec})

counts["a Deployment"] := [testing.set("Deployment.apps", ["spec", "replicas"], 7), [], 7, 7]

counts["a Deployment that says nothing"] := [testing.drop("Deployment.apps", ["spec", "replicas"]), [], 1, 1]

counts["a Deployment that is scaled"] := [testing.fixture("Deployment.apps"), [object.union(scaler, {"spec": {"minReplicas": 2, "maxReplicas": 9}})], 2, 9]

counts["a Deployment that sleeps"] := [testing.fixture("Deployment.apps"), [testing.set("ScaledObject.keda.sh", ["spec", "idleReplicaCount"], 0)], 0, 6]

counts["two autoscalers"] := [testing.fixture("Deployment.apps"), [object.union(scaler, {"spec": {"minReplicas": 2, "maxReplicas": 4}}), testing.fixture("ScaledObject.keda.sh")], 2, 6]

counts["a job"] := [job({"parallelism": 5, "completions": 3}), [], 3, 3]

counts["a job that waits"] := [job({"suspend": true}), [], 0, 0]

counts["a cron job that waits"] := [testing.set("CronJob.batch", ["spec", "suspend"], true), [], 0, 0]

counts["a template"] := [testing.fixture("PodTemplate"), [], 0, 0]

counts["what a controller made"] := [testing.set("Pod", ["metadata", "ownerReferences"], [{"controller": true}]), [], 0, 0]

test_replicas[note] if {
	some note, [o, scalers, low, high] in counts
	replicas := lib.replicas(o) with input as testing.environment(array.concat([o], scalers))
	replicas == {"min": low, "max": high}
}
