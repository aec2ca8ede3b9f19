# METADATA
# title: No pod has two PodDisruptionBudgets
# description: >-
#   Kubernetes refuses to evict a pod that two budgets select: the drain of its node fails until one of them is removed.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/workloads/pods/disruptions/
# custom:
#   severity: high
#   kinds: [Deployment.apps, DaemonSet.apps, Job.batch, CronJob.batch, Pod, PodTemplate, ReplicaSet.apps, ReplicationController, Rollout.argoproj.io, StatefulSet.apps]
#   scope: objects
#   controls: [SOC2/A1.2]
#   fix: Keep one PodDisruptionBudget for these pods, or make the selectors disjoint.
package policies.availability.disruption_budgets_overlap

import data.policies.lib

deny contains {"object": lib.ref(w.object), "path": lib.at(w.pod.at, ["metadata", "labels"]), "message": message} if {
	some w in lib.workloads
	names := lib.budgets(w.object)
	count(names) > 1
	message := sprintf("its pods are selected by the PodDisruptionBudgets %s, and may have one", [concat(", ", sort(names))])
}
