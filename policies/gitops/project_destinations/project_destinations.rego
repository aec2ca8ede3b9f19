# METADATA
# title: A project names its destinations
# description: >-
#   With a star as cluster or namespace, an Application of the project writes where others live, the namespace of Argo
#   CD among them: from there it may do everything.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/projects/#managing-projects
# custom:
#   severity: high
#   kinds: [AppProject.argoproj.io]
#   scope: object
#   controls: [SOC2/CC6.3]
#   fix: List the cluster and the namespaces in destinations.
package policies.gitops.project_destinations

deny contains {"path": ["spec", "destinations", i, field], "message": message} if {
	some i, destination in input.spec.destinations
	some field, what in {"server": "cluster", "name": "cluster", "namespace": "namespace"}
	value := destination[field]
	is_string(value)
	regex.match(`^([a-z]+://)?[*]+$`, value)
	message := sprintf("%q allows every %s", [value, what])
}
