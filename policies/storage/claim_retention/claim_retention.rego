# METADATA
# title: Claims outlive their StatefulSet
# description: >-
#   With Delete, a scale-down or a StatefulSet that is made anew takes the data with it.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#persistentvolumeclaim-retention
# custom:
#   severity: medium
#   kinds: [StatefulSet.apps]
#   scope: object
#   controls: [SOC2/A1.2]
#   fix: >-
#     Use Retain, and remove claims by hand when their data may go.
package policies.storage.claim_retention

import data.policies.lib

deny contains {"path": ["spec", "persistentVolumeClaimRetentionPolicy", field], "message": message} if {
	some field, what in {"whenDeleted": "it is deleted", "whenScaled": "it is scaled down"}
	input.spec.persistentVolumeClaimRetentionPolicy[field] == "Delete"
	count(lib.dig(input, ["spec", "volumeClaimTemplates"], [])) > 0
	message := sprintf("its claims are deleted when %s", [what])
}
