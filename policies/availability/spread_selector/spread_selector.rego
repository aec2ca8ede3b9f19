# METADATA
# title: A spread constraint counts the pods that it spreads
# description: >-
#   A topology spread constraint whose selector does not match the pods themselves counts others, or none: the pods land
#   anywhere, and nothing says so.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/#topologyspreadconstraints-field
# custom:
#   severity: medium
#   kinds: [workloads]
#   scope: object
#   controls: [SOC2/A1.2]
#   fix: Give labelSelector the labels of the pod template that stay from version to version.
package policies.availability.spread_selector

import data.policies.lib

deny contains {"path": lib.at(pod.path, ["topologySpreadConstraints", i]), "message": message} if {
	pod := lib.pod(input)
	some i, constraint in pod.spec.topologySpreadConstraints
	is_object(constraint)
	not lib.selects_own(pod, object.get(constraint, "labelSelector", null))
	message := sprintf("the constraint over %s does not select the pods that it stands in", [object.get(constraint, "topologyKey", "nothing")])
}
