# METADATA
# title: A workload has one autoscaler
# description: >-
#   Two autoscalers of one workload each set its number of pods, and each undoes what the other did: pods come and go
#   for ever.
# related_resources:
# - ref: https://keda.sh/docs/latest/concepts/scaling-deployments/
# custom:
#   severity: high
#   kinds: [HorizontalPodAutoscaler.autoscaling, ScaledObject.keda.sh]
#   scope: objects
#   controls: [SOC2/A1.1]
#   fix: Keep one autoscaler, with the metrics of both.
package policies.availability.autoscalers_collide

import data.policies.lib

deny contains {"object": lib.ref(s.object), "path": ["spec", "scaleTargetRef"], "message": message} if {
	some namespace, kinds in lib.autoscaled
	some of_kind, names in kinds
	some name, numbers in names
	count(numbers) > 1
	all_of_it := sort([sprintf("%s %s", [split(s.kind, ".")[0], s.object.metadata.name]) | some i in numbers; s := lib.autoscaler_list[i]])
	some i in numbers
	s := lib.autoscaler_list[i]
	message := sprintf("%s %s is scaled by %s", [split(of_kind, ".")[0], name, concat(" and ", all_of_it)])
}
