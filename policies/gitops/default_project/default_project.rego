# METADATA
# title: No Application is in the project "default"
# description: >-
#   The project that Argo CD is born with allows every repository, cluster, namespace and kind: an Application in it may
#   do what Argo CD may, which is everything.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/projects/#the-default-project
# custom:
#   severity: high
#   kinds: [Application.argoproj.io, ApplicationSet.argoproj.io]
#   scope: object
#   controls: [SOC2/CC6.3]
#   fix: Name an AppProject that allows what this Application needs.
package policies.gitops.default_project

import data.policies.lib

deny contains {"path": lib.at(a.path, ["project"]), "message": "the project default allows everything"} if {
	a := lib.delivered(input)
	object.get(a.spec, "project", "") in {"", "default"}
}
