# METADATA
# title: Nobody edits every namespace
# description: >-
#   Bound in the whole cluster, edit and admin read every secret and run what they like in every namespace, kube-
#   system among them: that is everything.
# related_resources:
# - ref: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles
# custom:
#   severity: high
#   kinds: [ClusterRoleBinding.rbac.authorization.k8s.io]
#   scope: object
#   controls: [CIS/5.1.1, NSA/authorization, SOC2/CC6.3]
#   fix: Bind the role in the namespaces where it is needed, by a RoleBinding in each.
package policies.rbac.cluster_wide_edit

import data.policies.lib

deny contains {"path": ["roleRef", "name"], "message": sprintf("%s has the role %s in every namespace", [lib.subject(s), input.roleRef.name])} if {
	input.roleRef.kind == "ClusterRole"
	input.roleRef.name in {"admin", "edit"}
	some s in input.subjects
}
