# METADATA
# title: No role may impersonate anybody
# description: >-
#   Who impersonates users, groups or service accounts has the permissions of each of them, and the audit log has the
#   name of another.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#impersonate-verb
# custom:
#   severity: critical
#   kinds: [ClusterRole.rbac.authorization.k8s.io, Role.rbac.authorization.k8s.io]
#   scope: object
#   controls: [CIS/5.1.8, NSA/authorization, SOC2/CC6.3]
#   fix: 'Remove the verb impersonate, or name in resourceNames who may be impersonated, nobody of system: among them.'
package policies.rbac.impersonate

import data.policies.lib

# Additions to an identity (uids, userextras) make nobody somebody else.
deny contains {"path": g.path, "message": sprintf("%s: its holder is %s", [lib.granted(g), who])} if {
	some g in lib.grants(input, "", {"groups", "serviceaccounts", "users"}, {"impersonate"})
	who := anybody(g.rule)
}

anybody(rule) := "whoever it wants to be" if not lib.narrow(rule)

anybody(rule) := concat(", ", powerful) if {
	lib.narrow(rule)
	powerful := [name | some name in rule.resourceNames; is_string(name); startswith(name, "system:"); not startswith(name, "system:serviceaccount:")]
	count(powerful) > 0
}
