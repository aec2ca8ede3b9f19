# METADATA
# title: An empty source deletes nothing
# description: >-
#   With allowEmpty, a directory that a mistake has emptied is an order to delete everything that came from it.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/auto_sync/#automatic-pruning-with-allow-empty-v18
# custom:
#   severity: high
#   kinds: [Application.argoproj.io, ApplicationSet.argoproj.io]
#   scope: object
#   controls: [SOC2/A1.2]
#   fix: Remove allowEmpty.
package policies.gitops.allow_empty

import data.policies.lib

deny contains {"path": lib.at(a.path, ["syncPolicy", "automated", "allowEmpty"]), "message": "an empty source deletes all that it deployed"} if {
	a := lib.delivered(input)
	a.spec.syncPolicy.automated.allowEmpty == true
	a.spec.syncPolicy.automated.prune == true
}
