# METADATA
# title: Every secret for pulling images is there
# description: >-
#   Where the secret of a registry is missing, images are pulled without it, and those that are private are refused.
# related_resources:
# - ref: https://kubernetes.io/docs/tasks/configure-pod-container/pull-image-private-registry/
# custom:
#   severity: medium
#   kinds: [workloads, ServiceAccount]
#   scope: objects
#   complete: true
#   controls: []
#   fix: >-
#     Render what makes the Secret in the namespace of the pod, or remove the name.
package policies.references.image_pull_secret

import data.policies.lib

deny contains {"object": lib.ref(entry.object), "path": array.concat(entry.path, [i, "name"]), "message": message} if {
	some entry in lists
	some i, secret in entry.list
	lib.named(secret.name)
	not lib.present("Secret", lib.namespace(entry.object), secret.name)
	message := sprintf("images are pulled with the Secret %s, and nothing makes one of that name in namespace %s", [secret.name, lib.namespace(entry.object)])
}

lists := array.concat(
	[{"object": w.object, "path": lib.at(w.pod.path, ["imagePullSecrets"]), "list": w.pod.spec.imagePullSecrets} | some w in lib.workloads],
	[{"object": o, "path": ["imagePullSecrets"], "list": o.imagePullSecrets} | some o in lib.objects_of("ServiceAccount")],
)
