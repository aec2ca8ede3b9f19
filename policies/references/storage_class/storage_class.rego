# METADATA
# title: Every storage class that is named is there
# description: >-
#   A claim of a class that does not exist is never bound, and its pod never starts.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/storage/storage-classes/
# custom:
#   severity: high
#   kinds: [PersistentVolumeClaim, workloads]
#   scope: model
#   complete: true
#   controls: []
#   fix: >-
#     Name a class of environment.storageClasses, or render the StorageClass.
package policies.references.storage_class

import data.policies.lib

deny contains {"object": lib.ref(c.object), "path": array.concat(c.path, ["storageClassName"]), "message": message} if {
	some c in lib.claims
	name := c.spec.storageClassName
	lib.named(name)
	not lib.present("StorageClass.storage.k8s.io", "", name)
	not name in known
	message := sprintf("there is no storage class %s; the environment has %s", [name, concat(", ", sort(known))])
}

known := {name | some name in input.model.environment.storageClasses}
