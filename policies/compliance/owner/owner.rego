# METADATA
# title: What runs says whose it is
# description: >-
#   When it breaks, leaks or costs, somebody must be called. Without the label nobody knows whom.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/
# custom:
#   severity: low
#   kinds: [workloads, PersistentVolumeClaim]
#   scope: object
#   controls: [SOC2/CC1.3]
#   fix: Add the label sutaz.ai/team, to the pods too.
package policies.compliance.owner

import data.policies.lib

deny contains {"path": path, "message": sprintf("%s no label sutaz.ai/team", [whose])} if {
	some path, whose in lib.unlabelled(input, "sutaz.ai/team")
}
