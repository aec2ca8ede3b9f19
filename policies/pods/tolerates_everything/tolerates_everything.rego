# METADATA
# title: Only agents of nodes tolerate every taint
# description: >-
#   A pod that tolerates all taints runs on control planes, on nodes kept for others, and stays on nodes that are dead
#   instead of being started elsewhere.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/
# custom:
#   severity: medium
#   kinds: [CronJob.batch, Deployment.apps, Job.batch, Pod, PodTemplate, ReplicaSet.apps, ReplicationController, Rollout.argoproj.io, StatefulSet.apps]
#   scope: object
#   controls: []
#   fix: Name the key of each taint that the pod must tolerate.
package policies.pods.tolerates_everything

import data.policies.lib

# A DaemonSet may have to run on every node, whatever its taints. A toleration for a time, or of one effect that
# does not evict, is not everything.
deny contains {"path": lib.at(pod.path, ["tolerations", i]), "message": "the pod tolerates every taint"} if {
	lib.kind(input) != "DaemonSet.apps"
	pod := lib.pod(input)
	some i, toleration in pod.spec.tolerations
	toleration.operator == "Exists"
	lib.dig(toleration, "key", null) in {"", null}
	lib.dig(toleration, "effect", null) in {"", null, "NoExecute"}
	lib.dig(toleration, "tolerationSeconds", null) == null
}
