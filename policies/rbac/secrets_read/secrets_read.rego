# METADATA
# title: No role reads every secret
# description: >-
#   List and watch give the content of secrets as get does. Who reads all secrets of a namespace has the credentials
#   of all that run there.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#secrets
# custom:
#   severity: high
#   kinds: [ClusterRole.rbac.authorization.k8s.io, Role.rbac.authorization.k8s.io]
#   scope: object
#   controls: [CIS/5.1.2, NSA/authorization, SOC2/CC6.1]
#   fix: Name the secrets in resourceNames, or mount them into the pods that need them and remove the permission.
package policies.rbac.secrets_read

import data.policies.lib

deny contains {"path": g.path, "message": sprintf("%s: its holder reads them all", [lib.granted(g)])} if {
	some g in lib.grants(input, "", {"secrets"}, {"get", "list", "watch"})
	not lib.narrow(g.rule)
}
