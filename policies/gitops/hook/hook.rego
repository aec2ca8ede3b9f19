# METADATA
# title: Hooks of Argo CD are spelt as it knows them, and go away
# description: >-
#   A hook that Argo CD does not know never runs in its place, and one with a name of its own each time piles up until
#   somebody cleans up.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/resource_hooks/
# custom:
#   severity: medium
#   kinds: ["*"]
#   scope: object
#   controls: []
#   fix: >-
#     Use PreSync, Sync, PostSync, SyncFail, PreDelete, PostDelete or Skip, and the policies HookSucceeded, HookFailed
#     and BeforeHookCreation; with generateName, HookSucceeded or HookFailed.
package policies.gitops.hook

import data.policies.lib

known := {
	"argocd.argoproj.io/hook": {"PreSync", "Sync", "PostSync", "SyncFail", "PreDelete", "PostDelete", "Skip"},
	"argocd.argoproj.io/hook-delete-policy": {"HookSucceeded", "HookFailed", "BeforeHookCreation"},
}

values(name) := [trim_space(value) | some value in split(text, ",")] if {
	text := lib.annotations(input)[name]
	is_string(text)
}

deny contains {"path": ["metadata", "annotations", name], "message": message} if {
	some name, words in known
	some value in values(name)
	not value in words
	message := sprintf("Argo CD does not know %q", [value])
}

deny contains {"path": ["metadata", "annotations", "argocd.argoproj.io/hook"], "message": "each run leaves an object of another name, and nothing deletes it"} if {
	some value in values("argocd.argoproj.io/hook")
	value != "Skip"
	input.metadata.generateName
	endswith(object.get(input, ["metadata", "name"], "*"), "*")
	count(policies & {"HookSucceeded", "HookFailed"}) == 0
	not input.spec.ttlSecondsAfterFinished
}

policies := {value | some value in values("argocd.argoproj.io/hook-delete-policy")}
