# METADATA
# title: Every volume on the local disk fits into what its pod may use of it
# description: >-
#   What is in an emptyDir counts against the limit for local disk of the whole pod: it is evicted before the volume is as
#   full as it may be.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#local-ephemeral-storage
# custom:
#   severity: low
#   kinds: [workloads]
#   scope: object
#   controls: []
#   fix: >-
#     Raise the limit for ephemeral-storage above the sum of the size limits of the volumes, or lower these.
package policies.resources.disk_volume

import data.policies.lib

deny contains {"path": lib.at(pod.path, ["volumes"]), "message": message} if {
	pod := lib.pod(input)
	size := sum([lib.milli(volume.emptyDir.sizeLimit) |
		some volume in pod.spec.volumes
		lib.dig(volume.emptyDir, "medium", "") == ""
	])
	every c in pod.spec.containers { c.resources.limits["ephemeral-storage"] }
	limit := lib.pod_amounts(pod.spec, "limits")["ephemeral-storage"]
	size > limit
	message := sprintf("the volumes may hold %s, and the pod is evicted when it uses %s", [lib.shown("storage", size), lib.shown("storage", limit)])
}
