# METADATA
# title: No role changes the API
# description: >-
#   An APIService sends requests of every user to whom it names; the conversion of a custom resource reads and changes
#   each object of its kind; a definition that is deleted takes all its objects along.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege
# custom:
#   severity: high
#   kinds: [ClusterRole.rbac.authorization.k8s.io]
#   scope: object
#   controls: [NSA/authorization, SOC2/CC6.3]
#   fix: Let Argo CD write definitions and APIServices; remove the permission.
package policies.rbac.api_write

import data.policies.lib

resources := {"apiextensions.k8s.io": "customresourcedefinitions", "apiregistration.k8s.io": "apiservices"}

deny contains {"path": g.path, "message": sprintf("%s: its holder says what the API is", [lib.granted(g)])} if {
	some group, resource in resources
	some g in lib.grants(input, group, {resource}, {"create", "delete", "deletecollection", "patch", "update"})
}
