# METADATA
# title: No persistent volume is a directory of a node
# description: >-
#   A volume with hostPath gives whoever claims it the files of the node, past every rule on pods; and its data are on
#   one node, whichever that is.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/storage/persistent-volumes/#types-of-persistent-volumes
# custom:
#   severity: high
#   kinds: [PersistentVolume]
#   scope: object
#   controls: [CIS/5.2.12, NSA/pod-security]
#   fix: >-
#     Use a CSI driver; a local volume for a disk of one node, with nodeAffinity.
package policies.storage.host_volume

import data.policies.lib

deny contains {"path": ["spec", "hostPath", "path"], "message": message} if {
	is_object(input.spec.hostPath)
	message := sprintf("it is the directory %v of a node", [lib.dig(input, ["spec", "hostPath", "path"], "")])
}
