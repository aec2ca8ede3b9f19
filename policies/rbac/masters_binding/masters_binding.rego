# METADATA
# title: No binding names system:masters
# description: >-
#   Members of system:masters pass every authorization check: a binding gives them nothing, and shows that somebody is
#   meant to be one, which cannot be taken back before a certificate ends.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege
# custom:
#   severity: high
#   kinds: [ClusterRoleBinding.rbac.authorization.k8s.io, RoleBinding.rbac.authorization.k8s.io]
#   scope: object
#   controls: [CIS/5.1.7, NSA/authorization, SOC2/CC6.3]
#   fix: Bind a group of your own, and leave system:masters to the last resort.
package policies.rbac.masters_binding

deny contains {"path": ["subjects", i, "name"], "message": sprintf("%s is given to system:masters, who may do everything", [input.roleRef.name])} if {
	some i, s in input.subjects
	s.kind == "Group"
	s.name == "system:masters"
}
