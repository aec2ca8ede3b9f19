# METADATA
# title: What runs says who pays for it
# description: >-
#   Costs are told apart by the labels of pods and claims. What has none is paid by everybody, and nobody saves on it.
# related_resources:
# - ref: https://opencost.io/docs/specification/
# custom:
#   severity: low
#   kinds: [workloads, PersistentVolumeClaim]
#   scope: object
#   controls: []
#   fix: Add the label sutaz.ai/cost-centre, to the pods too.
package policies.compliance.cost_centre

import data.policies.lib

deny contains {"path": path, "message": sprintf("%s no label sutaz.ai/cost-centre", [whose])} if {
	some path, whose in lib.unlabelled(input, "sutaz.ai/cost-centre")
}
