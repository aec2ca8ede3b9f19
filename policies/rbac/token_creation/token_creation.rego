# METADATA
# title: No role makes tokens for any service account
# description: >-
#   A token is the service account: who makes them for all has what any of them may do, and it holds after the
#   permission is gone.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#token-request
# custom:
#   severity: critical
#   kinds: [ClusterRole.rbac.authorization.k8s.io, Role.rbac.authorization.k8s.io]
#   scope: object
#   controls: [CIS/5.1.13, NSA/authorization, SOC2/CC6.1]
#   fix: Name the service accounts in resourceNames.
package policies.rbac.token_creation

import data.policies.lib

deny contains {"path": g.path, "message": sprintf("%s: its holder is any service account", [lib.granted(g)])} if {
	some g in lib.grants(input, "", {"serviceaccounts/token"}, {"create"})
	not lib.narrow(g.rule)
}
