# METADATA
# title: Every volume in memory fits into the memory of its pod
# description: >-
#   Files of a volume in memory count as memory of the containers: without a size limit below theirs, writing files gets
#   them killed.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/storage/volumes/#emptydir
# custom:
#   severity: medium
#   kinds: [workloads]
#   scope: object
#   controls: []
#   fix: >-
#     Set sizeLimit of the volume, below the memory limits of the containers less what their programs need.
package policies.resources.memory_volume

import data.policies.lib

deny contains {"path": lib.at(pod.path, ["volumes", i, "emptyDir"]), "message": message} if {
	pod := lib.pod(input)
	some i, volume in pod.spec.volumes
	volume.emptyDir.medium == "Memory"
	not volume.emptyDir.sizeLimit
	message := sprintf("the volume %s is in memory and has no size limit", [volume.name])
}

deny contains {"path": lib.at(pod.path, ["volumes"]), "message": message} if {
	pod := lib.pod(input)
	size := sum([lib.milli(volume.emptyDir.sizeLimit) | some volume in pod.spec.volumes; volume.emptyDir.medium == "Memory"])
	limit := lib.pod_amounts(pod.spec, "limits").memory
	size > 0
	size >= limit
	message := sprintf("the volumes in memory may hold %s, and the containers have %s for them and for themselves", [lib.shown("memory", size), lib.shown("memory", limit)])
}
