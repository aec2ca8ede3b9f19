# METADATA
# title: Every claim says how much it needs
# description: >-
#   The API server refuses a claim without a size.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/storage/persistent-volumes/#resources
# custom:
#   severity: high
#   kinds: [PersistentVolumeClaim, workloads]
#   scope: object
#   complete: true
#   controls: []
#   fix: >-
#     Set resources.requests.storage.
package policies.storage.claim_size

import data.policies.lib

deny contains {"path": lib.at(c.path, ["resources", "requests", "storage"]), "message": "it asks for no size"} if {
	some c in lib.claims_of(input)
	not c.spec.resources.requests.storage
}
