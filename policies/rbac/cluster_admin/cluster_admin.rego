# METADATA
# title: Nobody is bound to cluster-admin
# description: >-
#   The role cluster-admin allows everything, roles and secrets among it: who takes over one holder has the cluster,
#   or the whole namespace of the binding.
# related_resources:
# - ref: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles
# custom:
#   severity: critical
#   kinds: [ClusterRoleBinding.rbac.authorization.k8s.io, RoleBinding.rbac.authorization.k8s.io]
#   scope: object
#   controls: [CIS/5.1.1, NSA/authorization, SOC2/CC6.3]
#   fix: Bind a role that grants what is needed.
package policies.rbac.cluster_admin

import data.policies.lib

deny contains {"path": ["roleRef", "name"], "message": sprintf("%s may do everything in %s", [lib.subject(s), where])} if {
	input.roleRef.kind == "ClusterRole"
	input.roleRef.name == "cluster-admin"
	some s in input.subjects
}

where := "the cluster" if lib.kind(input) == "ClusterRoleBinding.rbac.authorization.k8s.io"

where := sprintf("namespace %s", [lib.namespace(input)]) if lib.kind(input) == "RoleBinding.rbac.authorization.k8s.io"
