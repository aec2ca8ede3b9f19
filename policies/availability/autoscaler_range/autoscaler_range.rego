# METADATA
# title: An autoscaler has room to scale
# description: >-
#   With its least equal to its most an autoscaler never acts: under load nothing happens, and readers believe that
#   something will.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/
# custom:
#   severity: low
#   kinds: [HorizontalPodAutoscaler.autoscaling, ScaledObject.keda.sh]
#   scope: object
#   controls: [SOC2/A1.1]
#   fix: Raise the most, or remove the autoscaler and say spec.replicas.
package policies.availability.autoscaler_range

import data.policies.lib

deny contains {"path": ["spec", fields.most], "message": message} if {
	fields := lib.autoscaler_kinds[lib.kind(input)]
	least := lib.whole(input, ["spec", fields.least], fields.leastDefault)
	most := lib.whole(input, ["spec", fields.most], fields.mostDefault)
	least >= most
	message := sprintf("it runs at least %d and at most %d pods, and never scales", [least, most])
}
