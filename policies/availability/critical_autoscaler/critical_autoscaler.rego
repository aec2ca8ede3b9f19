# METADATA
# title: An autoscaler leaves what must not stop more than one pod
# description: >-
#   At night, when load is low, an autoscaler goes down to its least. With a least of one, the loss of one node stops a
#   critical workload.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/
# custom:
#   severity: high
#   kinds: [HorizontalPodAutoscaler.autoscaling, ScaledObject.keda.sh]
#   scope: model
#   controls: [SOC2/A1.2]
#   fix: >-
#     Set the least number of replicas to two or more, or say in the agent's entry that it is a singleton (scaling max
#     1).
package policies.availability.critical_autoscaler

import data.policies.lib

deny contains {"object": lib.ref(s.object), "path": ["spec", s.leastField], "message": message} if {
	count(input.model.environment.zones) > 1
	some s in lib.autoscaler_list
	workload := lib.scaled(s)
	lib.tier(workload) == "critical"
	s.least < 2
	not lib.singleton(workload)
	message := sprintf("it may leave %d pods of a critical workload in an environment of %d zones", [s.least, count(input.model.environment.zones)])
}
