# METADATA
# title: Disks are made where their pod runs
# description: >-
#   A disk that is made before its pod has a node is in any zone; the pod then waits for a node of that zone, whatever
#   its own rules say.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/storage/storage-classes/#volume-binding-mode
# custom:
#   severity: medium
#   kinds: [StorageClass.storage.k8s.io]
#   scope: object
#   controls: [SOC2/A1.2]
#   fix: >-
#     Set volumeBindingMode to WaitForFirstConsumer.
package policies.storage.binding_mode

import data.policies.lib

deny contains {"path": ["volumeBindingMode"], "message": message} if {
	input.provisioner in lib.disks
	lib.dig(input, "volumeBindingMode", "Immediate") == "Immediate"
	message := sprintf("%s makes disks of one zone or node, before it is known where the pod runs", [input.provisioner])
}
