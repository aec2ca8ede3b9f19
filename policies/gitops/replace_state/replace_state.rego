# METADATA
# title: State is merged, never replaced
# description: >-
#   Replace and Force let Argo CD delete an object to write it anew. With a claim, a StatefulSet or a namespace goes
#   what it holds.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#replace-resource-instead-of-applying-changes
# custom:
#   severity: high
#   kinds: [Application.argoproj.io, ApplicationSet.argoproj.io, CustomResourceDefinition.apiextensions.k8s.io, Namespace, PersistentVolume, PersistentVolumeClaim, StatefulSet.apps]
#   scope: object
#   controls: [SOC2/A1.2]
#   fix: Remove Replace=true and Force=true; put them on the one object that needs them and that holds nothing.
package policies.gitops.replace_state

import data.policies.lib

# destructive are the options that may delete an object of a kind. A definition is replaced in place.
destructive("CustomResourceDefinition.apiextensions.k8s.io") := {"Force=true"}

destructive(kind) := {"Force=true", "Replace=true"} if kind in {"Namespace", "PersistentVolume", "PersistentVolumeClaim", "StatefulSet.apps"}

deny contains {"path": ["metadata", "annotations", "argocd.argoproj.io/sync-options"], "message": sprintf("%s may delete it, and what it holds", [option])} if {
	some option in (lib.sync_options(input) & destructive(lib.kind(input)))
}

deny contains {"path": lib.at(a.path, ["syncPolicy", "syncOptions", i]), "message": sprintf("%s may delete every object of the Application", [option])} if {
	a := lib.delivered(input)
	some i, option in lib.own_sync_options(a)
	option in {"Force=true", "Replace=true"}
}
