# METADATA
# title: The last revision is kept
# description: >-
#   With no old revision there is nothing to go back to - an update that fails cannot be undone by Kubernetes or Argo
#   Rollouts.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#clean-up-policy
# custom:
#   severity: low
#   kinds: [DaemonSet.apps, Deployment.apps, Rollout.argoproj.io, StatefulSet.apps]
#   scope: object
#   controls: [SOC2/CC8.1]
#   fix: Remove revisionHistoryLimit, or set it to 1 or more.
package policies.availability.revision_history

deny contains {"path": ["spec", "revisionHistoryLimit"], "message": "no old revision is kept, so that no update can be undone"} if {
	input.spec.revisionHistoryLimit == 0
}
