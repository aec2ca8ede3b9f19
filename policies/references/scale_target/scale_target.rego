# METADATA
# title: Every autoscaler has something to scale
# description: >-
#   An autoscaler whose target does not exist scales nothing: load rises, and the number of pods stays.
# related_resources:
# - ref: https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/
# custom:
#   severity: high
#   kinds: [HorizontalPodAutoscaler.autoscaling, ScaledObject.keda.sh]
#   scope: objects
#   complete: true
#   controls: []
#   fix: >-
#     Correct the API version, kind or name of the target.
package policies.references.scale_target

import data.policies.lib

deny contains {"object": lib.ref(scaler), "path": ["spec", "scaleTargetRef", "name"], "message": message} if {
	some kind, defaults in {"HorizontalPodAutoscaler.autoscaling": {"apiVersion": "v1"}, "ScaledObject.keda.sh": {"apiVersion": "apps/v1", "kind": "Deployment"}}
	some scaler in lib.objects_of(kind)
	target := object.union(defaults, lib.dig(scaler, ["spec", "scaleTargetRef"], {}))
	wanted := lib.target_kind(target, "v1")
	not lib.present(wanted, lib.namespace(scaler), target.name)
	message := sprintf("it scales the %s %s, and namespace %s has none of that name", [wanted, target.name, lib.namespace(scaler)])
}
