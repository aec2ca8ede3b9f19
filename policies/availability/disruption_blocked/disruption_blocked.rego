# METADATA
# title: Every PodDisruptionBudget lets a pod go
# description: >-
#   A budget that never lets a pod be evicted stops every drain: nodes are neither upgraded nor scaled in, until
#   somebody deletes pods by hand or the provider does so without asking.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/workloads/pods/disruptions/#pod-disruption-budgets
# custom:
#   severity: high
#   kinds: [PodDisruptionBudget.policy]
#   scope: objects
#   controls: [SOC2/A1.2]
#   fix: Set maxUnavailable to 1, or run more pods than minAvailable asks for.
package policies.availability.disruption_blocked

import data.policies.lib

deny contains {"object": lib.ref(o), "path": ["spec", "maxUnavailable"], "message": message} if {
	some o in lib.objects_of("PodDisruptionBudget.policy")
	lib.share(o.spec.maxUnavailable, 100, "up") == 0
	message := sprintf("maxUnavailable is %v: no pod may ever be evicted", [o.spec.maxUnavailable])
}

deny contains {"object": lib.ref(o), "path": ["spec", "minAvailable"], "message": message} if {
	some o in lib.objects_of("PodDisruptionBudget.policy")
	everything(o.spec.minAvailable)
	message := sprintf("minAvailable is %s: no pod may ever be evicted", [o.spec.minAvailable])
}

# Percentages are rounded up, as Kubernetes does: half of one pod is one pod.
deny contains {"object": lib.ref(budget.object), "path": ["spec", "minAvailable"], "message": message} if {
	some budget in lib.disruption_budgets
	least := budget.object.spec.minAvailable
	not everything(least)
	count(budget.workloads) > 0
	every w in budget.workloads {
		lib.kind(w.object) in lib.counted
	}
	pods := sum([max([lib.fewest(w.object), 1]) | some w in budget.workloads])
	lib.share(least, pods, "up") >= pods
	message := sprintf("minAvailable is %v, and %d always run: none of them may be evicted", [least, pods])
}

everything(value) if lib.percentage(value) >= 100
