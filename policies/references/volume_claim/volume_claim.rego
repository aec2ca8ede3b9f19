# METADATA
# title: Every claim that a pod mounts is there
# description: >-
#   A pod that mounts a claim which does not exist is never started.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/storage/persistent-volumes/#claims-as-volumes
# custom:
#   severity: high
#   kinds: [workloads]
#   scope: objects
#   complete: true
#   controls: []
#   fix: >-
#     Render the PersistentVolumeClaim in the namespace of the pod, or correct the name.
package policies.references.volume_claim

import data.policies.lib

deny contains {"object": lib.ref(w.object), "path": lib.at(w.pod.path, ["volumes", i, "persistentVolumeClaim", "claimName"]), "message": message} if {
	some w in lib.workloads
	some i, volume in w.pod.spec.volumes
	name := volume.persistentVolumeClaim.claimName
	lib.named(name)
	namespace := lib.namespace(w.object)
	not lib.present("PersistentVolumeClaim", namespace, name)
	not templated(namespace, name)
	message := sprintf("volume %q is the claim %s, and namespace %s has none of that name", [volume.name, name, namespace])
}

# templated says whether a name is that of a claim that a StatefulSet makes for one of its pods.
templated(namespace, name) if {
	prefix := regex.replace(name, `[0-9]+$`, "")
	prefix != name
	prefix in object.get(lib.claim_prefixes, namespace, set())
}
