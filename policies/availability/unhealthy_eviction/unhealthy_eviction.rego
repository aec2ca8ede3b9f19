# METADATA
# title: A pod that does not work does not stop a drain
# description: >-
#   By default a budget that is not met protects broken pods as well - a workload that cannot start keeps its node from
#   being drained until somebody deletes it.
# related_resources:
# - ref: https://kubernetes.io/docs/tasks/run-application/configure-pdb/#unhealthy-pod-eviction-policy
# custom:
#   severity: low
#   kinds: [PodDisruptionBudget.policy]
#   scope: object
#   controls: [SOC2/A1.2]
#   fix: Set unhealthyPodEvictionPolicy to AlwaysAllow.
package policies.availability.unhealthy_eviction

deny contains {"path": ["spec", "unhealthyPodEvictionPolicy"], "message": "pods that are not ready are kept from eviction too, and stop the drain of their node"} if {
	object.get(input, ["spec", "unhealthyPodEvictionPolicy"], "IfHealthyBudget") == "IfHealthyBudget"
}
