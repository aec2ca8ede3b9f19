# METADATA
# title: Every VerticalPodAutoscaler has a workload
# description: >-
#   An autoscaler whose target does not exist recommends nothing, and nobody learns what the pods need.
# related_resources:
# - ref: https://github.com/kubernetes/autoscaler/tree/master/vertical-pod-autoscaler
# custom:
#   severity: medium
#   kinds: [VerticalPodAutoscaler.autoscaling.k8s.io]
#   scope: objects
#   complete: true
#   controls: []
#   fix: >-
#     Correct the API version, kind or name of the target.
package policies.references.vpa_target

import data.policies.lib

deny contains {"object": lib.ref(scaler), "path": ["spec", "targetRef", "name"], "message": message} if {
	some scaler in lib.objects_of("VerticalPodAutoscaler.autoscaling.k8s.io")
	target := scaler.spec.targetRef
	wanted := lib.target_kind(target, "v1")
	not lib.present(wanted, lib.namespace(scaler), target.name)
	message := sprintf("it is for the %s %s, and namespace %s has none of that name", [wanted, target.name, lib.namespace(scaler)])
}
