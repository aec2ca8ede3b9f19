# METADATA
# title: Sync options are spelt as Argo CD knows them
# description: >-
#   An option that Argo CD does not know is ignored without a word: what was to be kept is pruned, and what was to be
#   merged is overwritten.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/
# custom:
#   severity: medium
#   kinds: ["*"]
#   scope: object
#   controls: []
#   fix: Write the option as the documentation of Argo CD does, capital letters included.
package policies.gitops.sync_options

import data.policies.lib

known := `^((Validate|CreateNamespace|PruneLast|Replace|Force|ServerSideApply|ClientSideApplyMigration|ApplyOutOfSyncOnly|RespectIgnoreDifferences|FailOnSharedResource|SkipDryRunOnMissingResource)=(true|false)|Prune=(true|false|confirm)|Delete=(true|false|confirm)|PrunePropagationPolicy=(foreground|background|orphan))$`

deny contains {"path": ["metadata", "annotations", "argocd.argoproj.io/sync-options"], "message": sprintf("Argo CD does not know the option %q", [option])} if {
	some option in lib.sync_options(input)
	option != ""
	not regex.match(known, option)
}

deny contains {"path": lib.at(a.path, ["syncPolicy", "syncOptions", i]), "message": sprintf("Argo CD does not know the option %q", [option])} if {
	a := lib.delivered(input)
	some i, option in lib.own_sync_options(a)
	not lib.templated(option)
	not regex.match(known, option)
}
