# METADATA
# title: No role may escalate
# description: >-
#   The verb escalate lets its holder write into a role what it does not have itself: it makes itself an administrator
#   in one step.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#escalate-verb
# custom:
#   severity: critical
#   kinds: [ClusterRole.rbac.authorization.k8s.io, Role.rbac.authorization.k8s.io]
#   scope: object
#   controls: [CIS/5.1.8, NSA/authorization, SOC2/CC6.3]
#   fix: Remove the verb escalate; who manages roles holds the permissions that it gives.
package policies.rbac.escalate

import data.policies.lib

deny contains {"path": g.path, "message": sprintf("%s: its holder gives itself any permission", [lib.granted(g)])} if {
	some g in lib.grants(input, lib.rbac, {"clusterroles", "roles"}, {"escalate"})
}
