# METADATA
# title: Nobody is bound without a name
# description: >-
#   Whoever reaches the API server is system:anonymous, in the group system:unauthenticated: what they may do, the
#   internet may do.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege
# custom:
#   severity: critical
#   kinds: [ClusterRoleBinding.rbac.authorization.k8s.io, RoleBinding.rbac.authorization.k8s.io]
#   scope: object
#   controls: [NSA/authorization, SOC2/CC6.1]
#   fix: Bind a service account, a user or a group that is known.
package policies.rbac.anonymous_binding

nameless := {["User", "system:anonymous"], ["Group", "system:unauthenticated"]}

# The role system:public-info-viewer, which every cluster binds so, gives the version and the health of the API server.
deny contains {"path": ["subjects", i, "name"], "message": sprintf("whoever reaches the API server has the permissions of %s", [input.roleRef.name])} if {
	some i, s in input.subjects
	[s.kind, s.name] in nameless
	input.roleRef.name != "system:public-info-viewer"
}
