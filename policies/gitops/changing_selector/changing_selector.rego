# METADATA
# title: What cannot change does not hold a version
# description: >-
#   The selector of a workload, and the claims of a StatefulSet, cannot be changed. With a label that changes from
#   release to release the next one is refused, or leaves the old pods running beside the new.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#label-selector-updates
# custom:
#   severity: high
#   kinds: [DaemonSet.apps, Deployment.apps, ReplicaSet.apps, ReplicationController, Rollout.argoproj.io, StatefulSet.apps]
#   scope: object
#   controls: [SOC2/CC8.1]
#   fix: Select by labels that stay, such as app.kubernetes.io/name and app.kubernetes.io/instance.
package policies.gitops.changing_selector

import data.policies.lib

changes(label) if label in {"app.kubernetes.io/version", "helm.sh/chart", "chart", "pod-template-hash", "rollouts-pod-template-hash", "controller-revision-hash"}

changes(label) if {
	is_string(label)
	contains(label, "checksum")
}

deny contains {"path": ["spec", "selector", "matchLabels", label], "message": message(label)} if {
	some label, _ in input.spec.selector.matchLabels
	changes(label)
}

deny contains {"path": ["spec", "selector", "matchExpressions", i], "message": message(e.key)} if {
	some i, e in input.spec.selector.matchExpressions
	e.operator in {"In", "NotIn"}
	is_string(e.key)
	changes(e.key)
}

deny contains {"path": ["spec", "selector", label], "message": message(label)} if {
	lib.kind(input) == "ReplicationController"
	some label, _ in input.spec.selector
	changes(label)
}

deny contains {"path": ["spec", "volumeClaimTemplates", i, "metadata", "labels", label], "message": sprintf("label %s changes from release to release, and claims cannot", [label])} if {
	some i, claim in input.spec.volumeClaimTemplates
	some label, _ in claim.metadata.labels
	changes(label)
}

message(label) := sprintf("label %s changes from release to release, and a selector cannot", [label])
