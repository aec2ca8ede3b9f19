# METADATA
# title: Volumes of personal and confidential data outlive their claims
# description: >-
#   A volume of a class with reclaimPolicy Delete, which is the default, goes with its claim, by one wrong command,
#   and nobody keeps a record.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/storage/storage-classes/#reclaim-policy
# custom:
#   severity: high
#   kinds: [PersistentVolumeClaim, StatefulSet.apps]
#   scope: objects
#   controls: [SOC2/A1.2, GDPR/Art.32]
#   fix: >-
#     Use a class with reclaimPolicy Retain, and erase volumes by a procedure that leaves a record.
package policies.storage.reclaim

import data.policies.lib

deny contains {"object": lib.ref(c.object), "path": lib.at(c.path, ["storageClassName"]), "message": message} if {
	some c in lib.claims
	held := lib.labels(c.object)[lib.class_label]
	held in {"personal", "confidential"}
	class := lib.get("StorageClass.storage.k8s.io", "", c.spec.storageClassName)
	lib.dig(class, "reclaimPolicy", "Delete") == "Delete"
	message := sprintf("it holds %s data, and storage class %s deletes a volume with its claim", [held, c.spec.storageClassName])
}
