# METADATA
# title: A raw device is not mounted as files
# description: >-
#   A claim with volumeMode Block is a device; a container that mounts it as files, or takes files as a device, never
#   starts.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/storage/persistent-volumes/#raw-block-volume-support
# custom:
#   severity: high
#   kinds: [workloads]
#   scope: objects
#   complete: true
#   controls: []
#   fix: >-
#     Use volumeDevices with a devicePath for volumeMode Block, and volumeMounts for Filesystem.
package policies.storage.volume_mode

import data.policies.lib

deny contains {"object": lib.ref(w.object), "path": lib.at(c.path, [use.list, i]), "message": message} if {
	some w in lib.workloads
	some volume in w.pod.spec.volumes
	claim := lib.get("PersistentVolumeClaim", lib.namespace(w.object), volume.persistentVolumeClaim.claimName)
	some mode, use in {"Block": {"list": "volumeMounts", "text": "mounts claim %s as files, and it is a raw device"}, "Filesystem": {"list": "volumeDevices", "text": "takes claim %s as a device, and it holds files"}}
	lib.dig(claim, ["spec", "volumeMode"], "Filesystem") == mode
	some c in lib.containers(w.object)
	some i, mount in c.container[use.list]
	mount.name == volume.name
	message := sprintf("%s %s", [lib.called(c), sprintf(use.text, [claim.metadata.name])])
}
