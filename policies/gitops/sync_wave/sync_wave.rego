# METADATA
# title: Sync waves are whole numbers
# description: >-
#   What Argo CD cannot read as a number is wave 0: the object comes too early or too late, and nothing says so.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/
# custom:
#   severity: medium
#   kinds: ["*"]
#   scope: object
#   controls: []
#   fix: Write a whole number in quotes, such as "-1" or "2".
package policies.gitops.sync_wave

import data.policies.lib

deny contains {"path": ["metadata", "annotations", "argocd.argoproj.io/sync-wave"], "message": sprintf("%q is no whole number, and counts as 0", [wave])} if {
	wave := lib.annotations(input)["argocd.argoproj.io/sync-wave"]
	is_string(wave)
	not regex.match(`^[+-]?[0-9]{1,18}$`, wave)
}
