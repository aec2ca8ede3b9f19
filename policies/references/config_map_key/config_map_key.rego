# METADATA
# title: Every key of a ConfigMap that is taken is there
# description: >-
#   A container that takes a key which its ConfigMap does not have is not started, and a pod that mounts one waits for
#   ever.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/configuration/configmap/
# custom:
#   severity: high
#   kinds: [workloads, TriggerAuthentication.keda.sh]
#   scope: objects
#   complete: true
#   controls: []
#   fix: >-
#     Add the key to the ConfigMap, correct it where it is taken, or say optional.
package policies.references.config_map_key

import data.policies.lib

deny contains {"object": lib.ref(u.object), "path": u.key_path, "message": message} if {
	some u in lib.uses
	u.kind == "ConfigMap"
	u.key != null
	keys := lib.keys("ConfigMap", lib.namespace(u.object), u.name)
	not u.key in keys
	message := sprintf("%s takes the key %s of the ConfigMap %s, which has %s", [u.by, u.key, u.name, concat(", ", sort(keys))])
}
