# METADATA
# title: Every Secret that is taken is there
# description: >-
#   A container that takes a Secret which nothing makes is not started, and a pod that mounts one waits for ever.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/configuration/secret/
# custom:
#   severity: high
#   kinds: [workloads, TriggerAuthentication.keda.sh]
#   scope: objects
#   complete: true
#   controls: []
#   fix: >-
#     Render an ExternalSecret, SealedSecret or Certificate that makes it, correct the name, or say optional; what an
#     operator makes is named in the annotation sutaz.ai/makes of the object that it makes it of, as in "Secret/a".
package policies.references.secret

import data.policies.lib

deny contains {"object": lib.ref(u.object), "path": u.path, "message": message} if {
	some u in lib.uses
	u.kind == "Secret"
	not lib.present("Secret", lib.namespace(u.object), u.name)
	message := sprintf("%s takes the Secret %s, and nothing makes one of that name in namespace %s", [u.by, u.name, lib.namespace(u.object)])
}
