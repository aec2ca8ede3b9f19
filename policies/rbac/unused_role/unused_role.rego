# METADATA
# title: Every role is bound
# description: >-
#   A role that nobody has is not looked after, and grants what it says to whoever is bound to it in haste.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#periodic-review
# custom:
#   severity: low
#   kinds: [ClusterRole.rbac.authorization.k8s.io, Role.rbac.authorization.k8s.io, ClusterRoleBinding.rbac.authorization.k8s.io, RoleBinding.rbac.authorization.k8s.io]
#   scope: objects
#   complete: true
#   controls: [SOC2/CC6.3]
#   fix: Remove the role, or bind it.
package policies.rbac.unused_role

import data.policies.lib

deny contains {"object": lib.ref(role), "path": ["metadata", "name"], "message": "no binding refers to the role"} if {
	some kind in lib.roles
	some role in lib.objects_of(kind)
	name := role.metadata.name
	not lib.bound_by[{"kind": kind, "namespace": lib.namespace(role), "name": name}]
	not gathered(kind, name)
	not lib.of_cluster(name)
}

gathered(kind, name) if {
	kind == lib.cluster_role
	name in lib.aggregated
}
