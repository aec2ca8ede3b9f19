# METADATA
# title: Every binding finds its role
# description: >-
#   A binding to a role that is not there grants nothing; whoever makes a role of that name later gives it to these
#   subjects unseen.
# related_resources:
# - ref: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#rolebinding-and-clusterrolebinding
# custom:
#   severity: medium
#   kinds: [ClusterRole.rbac.authorization.k8s.io, Role.rbac.authorization.k8s.io, ClusterRoleBinding.rbac.authorization.k8s.io, RoleBinding.rbac.authorization.k8s.io]
#   scope: objects
#   complete: true
#   controls: [NSA/authorization, SOC2/CC6.3]
#   fix: Correct roleRef, or add the role; remove the binding where nobody needs it.
package policies.rbac.dangling_role

import data.policies.lib

deny contains {"object": lib.ref(b.binding), "path": ["roleRef", "name"], "message": message} if {
	some b in lib.all_bindings
	not lib.get(b.role.kind, b.role.namespace, b.role.name)
	not lib.of_cluster(b.role.name)
	message := sprintf("there is no %s %s%s", [b.binding.roleRef.kind, b.role.name, within(b.role.namespace)])
}

within(namespace) := "" if namespace == ""

within(namespace) := sprintf(" in namespace %s", [namespace]) if namespace != ""
