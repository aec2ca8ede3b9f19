# METADATA
# title: No role reaches into any pod past its network policies
# description: >-
#   A forwarded port and the proxy of the API server arrive in the pod from its own node: no network policy and no
#   mutual TLS stands in between.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege
# custom:
#   severity: medium
#   kinds: [ClusterRole.rbac.authorization.k8s.io, Role.rbac.authorization.k8s.io]
#   scope: object
#   controls: [NSA/authorization, SOC2/CC6.3]
#   fix: Remove pods/portforward, pods/proxy and services/proxy, or name the pods and services in resourceNames.
package policies.rbac.pod_forward

import data.policies.lib

verbs := {
	"pods/portforward": {"create", "get"},
	"pods/proxy": {"create", "delete", "get", "patch", "update"},
	"services/proxy": {"create", "delete", "get", "patch", "update"},
}

deny contains {"path": g.path, "message": sprintf("%s: its holder passes the network policies", [lib.granted(g)])} if {
	some resource, used in verbs
	some g in lib.grants(input, "", {resource}, used)
	not lib.narrow(g.rule)
}
