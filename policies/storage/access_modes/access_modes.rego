# METADATA
# title: Every claim asks for what its class can
# description: >-
#   A disk of one zone is written by one node. A claim that asks it for more is never bound, and its pods never start.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes
# custom:
#   severity: high
#   kinds: [PersistentVolumeClaim, workloads]
#   scope: objects
#   complete: true
#   controls: []
#   fix: >-
#     Ask for ReadWriteOnce, or for a class of shared files.
package policies.storage.access_modes

import data.policies.lib

deny contains {"object": lib.ref(c.object), "path": lib.at(c.path, ["accessModes", i]), "message": message} if {
	some c in lib.claims
	one_writer(c.spec.storageClassName)
	lib.dig(c.spec, "volumeMode", "Filesystem") == "Filesystem"
	some i, mode in c.spec.accessModes
	mode == "ReadWriteMany"
	message := sprintf("storage class %s has disks that one node may write, and it asks for ReadWriteMany", [c.spec.storageClassName])
}

one_writer(name) if lib.get("StorageClass.storage.k8s.io", "", name).provisioner in lib.disks

# Names of classes that are not here say it themselves, as on GKE.
one_writer(name) if {
	not lib.get("StorageClass.storage.k8s.io", "", name)
	lib.named(name)
	endswith(name, "-rwo")
}
