# METADATA
# title: A role for one namespace is a Role
# description: >-
#   A ClusterRole that is bound in one namespace alone grants there what a Role would; one binding more, and it holds
#   in the whole cluster.
# related_resources:
# - ref: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#role-and-clusterrole
# custom:
#   severity: low
#   kinds: [ClusterRole.rbac.authorization.k8s.io, Role.rbac.authorization.k8s.io, ClusterRoleBinding.rbac.authorization.k8s.io, RoleBinding.rbac.authorization.k8s.io]
#   scope: objects
#   complete: true
#   controls: [NSA/authorization]
#   fix: Make it a Role of that namespace.
package policies.rbac.cluster_role_of_one_namespace

import data.policies.lib

deny contains {"object": lib.ref(role), "path": ["kind"], "message": sprintf("the role is bound in namespace %s and nowhere else", [namespace])} if {
	some role in lib.objects_of(lib.cluster_role)
	name := role.metadata.name
	some namespace in lib.bound_by[{"kind": lib.cluster_role, "namespace": "", "name": name}]
	namespace != ""
	count(lib.bound_by[{"kind": lib.cluster_role, "namespace": "", "name": name}]) == 1
	not role.aggregationRule
	not name in lib.aggregated
	not lib.of_cluster(name)
}
