# METADATA
# title: An update reaches the pods
# description: >-
#   An update that is paused, or that may neither add nor remove a pod, ends at the desired state in Git: what is fixed
#   there, security updates among it, never runs.
# related_resources:
# - ref: https://argoproj.github.io/argo-rollouts/features/specification/
# - ref: https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#update-strategies
# custom:
#   severity: medium
#   kinds: [DaemonSet.apps, Deployment.apps, Rollout.argoproj.io, StatefulSet.apps]
#   scope: object
#   controls: [SOC2/CC7.1]
#   fix: >-
#     Remove the pause, the partition or OnDelete; let an update add a pod (maxSurge) or take one away
#     (maxUnavailable).
package policies.availability.update_stuck

import data.policies.lib

deny contains {"path": ["spec", "paused"], "message": "updates are paused"} if {
	input.spec.paused == true
}

deny contains {"path": ["spec", "updateStrategy", "type"], "message": "pods get an update when somebody deletes them, and not before"} if {
	input.spec.updateStrategy.type == "OnDelete"
}

deny contains {"path": ["spec", "updateStrategy", "rollingUpdate", "partition"], "message": message} if {
	first := lib.whole(input, ["spec", "updateStrategy", "rollingUpdate", "partition"], 0)
	first > 0
	message := sprintf("pods below number %d get no update", [first])
}

# Argo Rollouts takes no step then, and says so in the status alone.
deny contains {"path": ["spec", "strategy", "canary", "maxSurge"], "message": "an update may neither add a pod nor take one away"} if {
	lib.share(input.spec.strategy.canary.maxSurge, 100, "up") == 0
	lib.share(input.spec.strategy.canary.maxUnavailable, 100, "up") == 0
}
