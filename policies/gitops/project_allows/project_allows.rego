# METADATA
# title: The project allows what its Application asks for
# description: >-
#   Argo CD does not synchronise an Application whose project is missing or does not allow its repository, cluster or
#   namespace: nothing of it is deployed.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/projects/
# custom:
#   severity: high
#   kinds: [Application.argoproj.io, ApplicationSet.argoproj.io]
#   scope: objects
#   complete: true
#   controls: [SOC2/CC8.1]
#   fix: Add the repository or the destination to the AppProject, or name another project.
package policies.gitops.project_allows

import data.policies.lib

# asked are the Applications whose project stands in Git.
asked := [{"object": o, "application": a} |
	some kind, _ in lib.delivery_kinds
	some o in lib.objects_of(kind)
	a := lib.delivered(o)
	is_string(a.spec.project)
	not lib.templated(a.spec.project)
	not a.spec.project in {"", "default"}
]

project(o, a) := lib.get("AppProject.argoproj.io", lib.namespace(o), a.spec.project)

deny contains {"object": lib.ref(w.object), "path": lib.at(w.application.path, ["project"]), "message": message} if {
	some w in asked
	not project(w.object, w.application)
	message := sprintf("there is no AppProject %s in namespace %s", [w.application.spec.project, lib.namespace(w.object)])
}

deny contains {"object": lib.ref(w.object), "path": lib.at(s.path, ["repoURL"]), "message": message} if {
	some w in asked
	found := project(w.object, w.application)
	patterns := [pattern | some pattern in found.spec.sourceRepos; is_string(pattern)]
	some s in lib.sources(w.application)
	repository := s.source.repoURL
	not lib.templated(repository)
	not allows(patterns, repository)
	message := sprintf("project %s does not allow the repository %s", [w.application.spec.project, repository])
}

deny contains {"object": lib.ref(w.object), "path": lib.at(w.application.path, ["destination"]), "message": message} if {
	some w in asked
	allowed := object.get(project(w.object, w.application), ["spec", "destinations"], [])
	wanted := w.application.spec.destination
	is_object(wanted)
	every value in wanted {
		not lib.templated(value)
	}
	not reaches(allowed, wanted)
	message := sprintf("project %s does not allow namespace %s of %s", [
		w.application.spec.project,
		object.get(wanted, "namespace", `""`),
		object.get(wanted, "server", object.get(wanted, "name", "no cluster")),
	])
}

# allows says whether a value fits a pattern, and none of those that refuse.
allows(patterns, value) if {
	some pattern in patterns
	lib.fits(pattern, value)
	every other in patterns {
		not refuses(other, value)
	}
}

refuses(pattern, value) if {
	startswith(pattern, "!")
	lib.fits(substring(pattern, 1, -1), value)
}

# reaches says whether a destination of a project is the one that is wanted. Refusals are left to Argo CD.
reaches(allowed, wanted) if {
	some destination in allowed
	some field in ["server", "name"]
	wanted[field] != ""
	one(destination[field], wanted[field])
	one(object.get(destination, "namespace", ""), object.get(wanted, "namespace", ""))
}

one(pattern, value) if lib.fits(pattern, value)

one(pattern, value) if {
	is_string(pattern)
	startswith(pattern, "!")
	not lib.fits(substring(pattern, 1, -1), value)
}
