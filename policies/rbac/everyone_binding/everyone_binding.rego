# METADATA
# title: No binding is for everyone
# description: >-
#   The group system:authenticated is whoever has any credential, on some clouds every account of the provider, and
#   system:serviceaccounts is every pod.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege
# custom:
#   severity: high
#   kinds: [ClusterRoleBinding.rbac.authorization.k8s.io, RoleBinding.rbac.authorization.k8s.io]
#   scope: object
#   controls: [NSA/authorization, SOC2/CC6.3]
#   fix: Bind the accounts, users or groups that need the role.
package policies.rbac.everyone_binding

everyone := {"system:authenticated": "whoever logs in", "system:serviceaccounts": "every pod of the cluster"}

# What every cluster gives to all: who they are, what there is, and the keys of tokens.
harmless := {
	"system:basic-user", "system:cluster-trust-bundle-discovery", "system:discovery", "system:public-info-viewer",
	"system:service-account-issuer-discovery",
}

deny contains {"path": ["subjects", i, "name"], "message": sprintf("%s has the permissions of %s", [who, input.roleRef.name])} if {
	some i, s in input.subjects
	s.kind == "Group"
	who := everyone[s.name]
	not input.roleRef.name in harmless
}
