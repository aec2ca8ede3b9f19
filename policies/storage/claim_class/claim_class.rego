# METADATA
# title: Every claim names its class
# description: >-
#   Without a class, the volume is of whatever the cluster has as its default that day: slow or fast, of one zone or
#   of three, kept or deleted.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/storage/persistent-volumes/#class-1
# custom:
#   severity: low
#   kinds: [PersistentVolumeClaim, workloads]
#   scope: object
#   controls: []
#   fix: >-
#     Set storageClassName; the empty name is for volumes that are there already.
package policies.storage.claim_class

import data.policies.lib

deny contains {"path": lib.at(c.path, ["storageClassName"]), "message": "it names no storage class"} if {
	some c in lib.claims_of(input)
	is_object(c.spec)
	lib.dig(c.spec, "storageClassName", null) == null
	not c.spec.volumeName
	not c.spec.selector
}
