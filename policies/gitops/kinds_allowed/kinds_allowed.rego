# METADATA
# title: A project allows all that is delivered by it
# description: >-
#   What the project does not allow fails the sync of the whole Application, also of what it does allow.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/projects/
# custom:
#   severity: high
#   kinds: [AppProject.argoproj.io]
#   scope: model
#   controls: [SOC2/CC8.1]
#   fix: >-
#     Add the kind to namespaceResourceWhitelist, or remove it from namespaceResourceBlacklist.
package policies.gitops.kinds_allowed

import data.policies.lib

# One finding for a kind of a project; it names the first object.
deny contains {"object": lib.ref(project), "path": ["spec", "namespaceResourceWhitelist"], "message": message} if {
	some project in projects
	some kind, namespaced in input.objects
	not allows(project, kind)
	refused := {sprintf("%s/%s", [namespace, name]) |
		some namespace in reached[lib.ref(project)]
		not delivered(kind, namespace)
		some name, _ in namespaced[namespace]
	}
	count(refused) > 0
	message := sprintf("it does not allow the kind %s, which %s has", [kind, min(refused)])
}

projects := lib.objects_of("AppProject.argoproj.io")

# reached are the namespaces of each project that have objects.
reached[lib.ref(project)] := {namespace |
	some destination in project.spec.destinations
	some namespace in lib.namespaces
	lib.fits(destination.namespace, namespace)
} if {
	some project in projects
}

# delivered says whether a project allows a kind in a namespace.
delivered(kind, namespace) if {
	some project in projects
	namespace in reached[lib.ref(project)]
	allows(project, kind)
}

allows(project, kind) if {
	listed(lib.dig(project, ["spec", "namespaceResourceWhitelist"], [{"group": "*", "kind": "*"}]), kind)
	not listed(lib.dig(project, ["spec", "namespaceResourceBlacklist"], []), kind)
}

listed(list, kind) if {
	some entry in list
	parts := split(kind, ".")
	lib.fits(entry.kind, parts[0])
	lib.fits(entry.group, concat(".", array.slice(parts, 1, count(parts))))
}
