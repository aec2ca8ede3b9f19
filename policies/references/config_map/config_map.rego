# METADATA
# title: Every ConfigMap that is taken is there
# description: >-
#   A container that takes a ConfigMap which does not exist is not started, and a pod that mounts one waits for ever.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/configuration/configmap/
# custom:
#   severity: high
#   kinds: [workloads, TriggerAuthentication.keda.sh]
#   scope: objects
#   complete: true
#   controls: []
#   fix: >-
#     Render the ConfigMap, correct the name, or say optional; what an operator makes is named in the annotation
#     sutaz.ai/makes of the object that it makes it of, as in "ConfigMap/a".
package policies.references.config_map

import data.policies.lib

deny contains {"object": lib.ref(u.object), "path": u.path, "message": message} if {
	some u in lib.uses
	u.kind == "ConfigMap"
	not lib.present("ConfigMap", lib.namespace(u.object), u.name)
	message := sprintf("%s takes the ConfigMap %s, and namespace %s has none of that name", [u.by, u.name, lib.namespace(u.object)])
}
