# METADATA
# title: What runs in several pods has a PodDisruptionBudget
# description: >-
#   Without a budget a drain may evict all pods of a workload at once: every upgrade of the nodes is then an outage that
#   the replicas were meant to prevent.
# related_resources:
# - ref: https://kubernetes.io/docs/tasks/run-application/configure-pdb/
# custom:
#   severity: medium
#   kinds: [Deployment.apps, ReplicaSet.apps, ReplicationController, Rollout.argoproj.io, StatefulSet.apps]
#   scope: objects
#   complete: true
#   controls: [SOC2/A1.2]
#   fix: Add a PodDisruptionBudget whose selector is that of the workload, with maxUnavailable 1.
package policies.availability.disruption_budget_missing

import data.policies.lib

deny contains {"object": lib.ref(w.object), "path": lib.at(w.pod.at, ["metadata", "labels"]), "message": message} if {
	some w in lib.replicated
	not owned(w.object)
	count(lib.budgets(w.object)) == 0
	message := sprintf("%d pods always run, and no PodDisruptionBudget keeps a drain from evicting them together", [lib.fewest(w.object)])
}

# owned is what another controller made: that one has the budget.
owned(o) if count(o.metadata.ownerReferences) > 0
