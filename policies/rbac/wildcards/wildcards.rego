# METADATA
# title: No role grants everything
# description: >-
#   A star grants what exists today and whatever is installed later, secrets and roles among it: nobody can say what its
#   holder may do.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege
# custom:
#   severity: high
#   kinds: [ClusterRole.rbac.authorization.k8s.io, Role.rbac.authorization.k8s.io]
#   scope: object
#   controls: [CIS/5.1.3, NSA/authorization, SOC2/CC6.3]
#   fix: Name the verbs, resources and API groups that are needed.
package policies.rbac.wildcards

stars := {"verbs": {"*"}, "resources": {"*"}, "apiGroups": {"*"}, "nonResourceURLs": {"*", "/*"}}

deny contains {"path": ["rules", i, field, j], "message": sprintf("rule %d grants every one of its %s", [i, called])} if {
	some i, rule in input.rules
	some field, called in {"verbs": "verbs", "resources": "resources", "apiGroups": "API groups", "nonResourceURLs": "URLs"}
	some j, value in rule[field]
	value in stars[field]
}
