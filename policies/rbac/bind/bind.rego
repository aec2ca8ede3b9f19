# METADATA
# title: No role may bind any role
# description: >-
#   The verb bind lets its holder bind a role that grants more than it has itself, cluster-admin among them.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#bind-verb
# custom:
#   severity: critical
#   kinds: [ClusterRole.rbac.authorization.k8s.io, Role.rbac.authorization.k8s.io]
#   scope: object
#   controls: [CIS/5.1.8, NSA/authorization, SOC2/CC6.3]
#   fix: Remove the verb bind, or name in resourceNames the roles that may be bound, cluster-admin not among them.
package policies.rbac.bind

import data.policies.lib

deny contains {"path": g.path, "message": sprintf("%s, %s", [lib.granted(g), what])} if {
	some g in lib.grants(input, lib.rbac, {"clusterroles", "roles"}, {"bind"})
	what := wide(g.rule)
}

wide(rule) := "whatever the role grants" if not lib.narrow(rule)

wide(rule) := "cluster-admin among them" if {
	lib.narrow(rule)
	"cluster-admin" in rule.resourceNames
}
