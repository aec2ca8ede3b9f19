# METADATA
# title: Every key of a Secret that is taken is there
# description: >-
#   A container that takes a key which its Secret will not have is not started, and a pod that mounts one waits for ever.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/configuration/secret/
# custom:
#   severity: high
#   kinds: [workloads, TriggerAuthentication.keda.sh]
#   scope: objects
#   complete: true
#   controls: []
#   fix: >-
#     Add the key to what makes the Secret, correct it where it is taken, or say optional.
package policies.references.secret_key

import data.policies.lib

deny contains {"object": lib.ref(u.object), "path": u.key_path, "message": message} if {
	some u in lib.uses
	u.kind == "Secret"
	u.key != null
	keys := lib.keys("Secret", lib.namespace(u.object), u.name)
	not u.key in keys
	message := sprintf("%s takes the key %s of the Secret %s, which has %s", [u.by, u.key, u.name, concat(", ", sort(keys))])
}
