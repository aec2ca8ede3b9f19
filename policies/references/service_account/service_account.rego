# METADATA
# title: Every service account of a pod is there
# description: >-
#   No pod is made while its service account does not exist.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/service-accounts/
# custom:
#   severity: high
#   kinds: [workloads]
#   scope: objects
#   complete: true
#   controls: []
#   fix: >-
#     Render the ServiceAccount in the namespace of the pod, or correct the name.
package policies.references.service_account

import data.policies.lib

deny contains {"object": lib.ref(w.object), "path": lib.at(w.pod.path, [field]), "message": message} if {
	some w in lib.workloads
	[field, name] := account(w.pod.spec)
	not lib.present("ServiceAccount", lib.namespace(w.object), name)
	message := sprintf("the pod runs as the service account %s, and namespace %s has none of that name", [name, lib.namespace(w.object)])
}

# account is the field in force: the older one counts where the other is not set.
account(spec) := ["serviceAccountName", spec.serviceAccountName] if {
	lib.named(spec.serviceAccountName)
} else := ["serviceAccount", spec.serviceAccount] if {
	lib.named(spec.serviceAccount)
}
