# METADATA
# title: Pods take storage through claims
# description: >-
#   A volume that names a server, a disk or a driver itself goes past classes, quotas and the rights on claims, and lets
#   a pod mount with the rights of its node.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
# custom:
#   severity: medium
#   kinds: [workloads]
#   scope: object
#   controls: [PSS/restricted]
#   fix: Make a PersistentVolumeClaim for the storage, or use a CSI volume.
package policies.pods.volume_types

import data.policies.lib

# What the standard allows; hostPath has a rule of its own. A volume that names no type is an emptyDir.
known := {
	"configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "hostPath", "image", "name", "persistentVolumeClaim", "projected",
	"secret",
}

deny contains {"path": lib.at(pod.path, ["volumes", i, type]), "message": message} if {
	pod := lib.pod(input)
	some i, volume in pod.spec.volumes
	some type, source in volume
	not type in known
	source != null
	message := sprintf("the volume %q is of type %s", [lib.dig(volume, "name", ""), type])
}
