# METADATA
# title: Every mounted volume is a volume of the pod
# description: >-
#   The API server refuses a pod that mounts what it has not; a Deployment then never gets a pod.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/storage/volumes/
# custom:
#   severity: high
#   kinds: [workloads]
#   scope: object
#   controls: []
#   fix: >-
#     Add the volume, or for a StatefulSet the claim template, or correct the name.
package policies.references.volume_mount

import data.policies.lib

deny contains {"path": lib.at(c.path, [field, i, "name"]), "message": message} if {
	pod := lib.pod(input)
	some c in lib.containers(input)
	some field in ["volumeMounts", "volumeDevices"]
	some i, mount in c.container[field]
	not mount.name in {v.name | some v in pod.spec.volumes}
	not mount.name in templates
	message := sprintf("%s mounts the volume %s, which the pod does not have", [lib.called(c), mount.name])
}

# templates are the claims that a StatefulSet gives its pods as volumes.
templates := {t.metadata.name | lib.kind(input) == "StatefulSet.apps"; some t in input.spec.volumeClaimTemplates}
