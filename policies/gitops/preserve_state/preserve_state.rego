# METADATA
# title: What holds state stays when its ApplicationSet goes
# description: >-
#   The first two phases hold namespaces and data stores. An ApplicationSet that takes its resources with it, or prunes
#   them, turns one wrong commit into the loss of all data.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Application-Deletion/
# custom:
#   severity: high
#   kinds: [ApplicationSet.argoproj.io]
#   scope: object
#   controls: [SOC2/A1.2, GDPR/Art.32]
#   fix: Set syncPolicy.preserveResourcesOnDeletion to true, and leave out prune and the resources-finalizer.
package policies.gitops.preserve_state

# stateful says whether an ApplicationSet takes the components of the first two phases.
stateful if {
	walk(input.spec.generators, [_, value])
	value.selector.matchLabels.phase in {"1", "2"}
}

deny contains {"path": ["spec", "syncPolicy", "preserveResourcesOnDeletion"], "message": "the resources of a phase that holds state go with the set"} if {
	stateful
	not input.spec.syncPolicy.preserveResourcesOnDeletion == true
}

deny contains {"path": ["spec", "template", "spec", "syncPolicy", "automated", "prune"], "message": "what leaves Git is deleted in a phase that holds state"} if {
	stateful
	input.spec.template.spec.syncPolicy.automated.prune == true
}

deny contains {"path": ["spec", "template", "metadata", "finalizers", i], "message": "an Application of a phase that holds state takes its resources with it"} if {
	stateful
	some i, finalizer in input.spec.template.metadata.finalizers
	is_string(finalizer)
	startswith(finalizer, "resources-finalizer.argocd.argoproj.io")
}
