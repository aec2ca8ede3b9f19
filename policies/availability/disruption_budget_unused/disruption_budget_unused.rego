# METADATA
# title: Every PodDisruptionBudget finds pods
# description: >-
#   A budget whose selector matches nothing protects nothing: a drain evicts all the pods that it was written for.
# related_resources:
# - ref: https://kubernetes.io/docs/tasks/run-application/configure-pdb/
# custom:
#   severity: medium
#   kinds: [PodDisruptionBudget.policy]
#   scope: objects
#   complete: true
#   controls: [SOC2/A1.2]
#   fix: Give the selector the labels of the pod template that it is meant for.
package policies.availability.disruption_budget_unused

import data.policies.lib

deny contains {"object": lib.ref(budget.object), "path": ["spec", "selector"], "message": message} if {
	some budget in lib.disruption_budgets
	count(budget.workloads) == 0
	not others_make(budget.object)
	message := sprintf("it selects no workload of namespace %s", [lib.namespace(budget.object)])
}

# What another program makes is not here to be found.
others_make(o) if lib.makes_pods_for(lib.namespace(o), o.spec.selector)
