# METADATA
# title: Every volume is mounted
# description: >-
#   A volume that no container mounts holds up the start of the pod for nothing, and often is the trace of a mount that
#   was forgotten.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/storage/volumes/
# custom:
#   severity: low
#   kinds: [workloads]
#   scope: object
#   controls: []
#   fix: >-
#     Mount the volume in the container that needs it, or remove it.
package policies.references.volume_unused

import data.policies.lib

deny contains {"path": lib.at(pod.path, ["volumes", i, "name"]), "message": message} if {
	pod := lib.pod(input)
	some i, volume in pod.spec.volumes
	not volume.name in mounted
	message := sprintf("no container mounts the volume %s", [volume.name])
}

deny contains {"path": ["spec", "volumeClaimTemplates", i, "metadata", "name"], "message": message} if {
	lib.kind(input) == "StatefulSet.apps"
	some i, template in input.spec.volumeClaimTemplates
	not template.metadata.name in mounted
	message := sprintf("no container mounts the claim %s", [template.metadata.name])
}

mounted contains mount.name if {
	some c in lib.containers(input)
	some field in ["volumeMounts", "volumeDevices"]
	some mount in c.container[field]
}
