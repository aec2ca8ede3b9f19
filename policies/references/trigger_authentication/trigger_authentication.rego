# METADATA
# title: Every authentication of a trigger is there
# description: >-
#   KEDA cannot ask a queue without its credentials: the workload stays as it is, and the queue grows.
# related_resources:
# - ref: https://keda.sh/docs/latest/concepts/authentication/
# custom:
#   severity: high
#   kinds: [ScaledJob.keda.sh, ScaledObject.keda.sh]
#   scope: objects
#   complete: true
#   controls: []
#   fix: >-
#     Render the TriggerAuthentication in the namespace of the ScaledObject, or correct the name or the kind.
package policies.references.trigger_authentication

import data.policies.lib

deny contains {"object": lib.ref(scaler), "path": ["spec", "triggers", i, "authenticationRef", "name"], "message": message} if {
	some kind in ["ScaledJob.keda.sh", "ScaledObject.keda.sh"]
	some scaler in lib.objects_of(kind)
	some i, trigger in scaler.spec.triggers
	ref := trigger.authenticationRef
	wanted := lib.dig(ref, "kind", "TriggerAuthentication")
	namespace := {"ClusterTriggerAuthentication": "", "TriggerAuthentication": lib.namespace(scaler)}[wanted]
	not lib.present(sprintf("%s.keda.sh", [wanted]), namespace, ref.name)
	message := sprintf("trigger %d, %s, takes the %s %s, which is not there", [i, lib.dig(trigger, "type", ""), wanted, ref.name])
}
