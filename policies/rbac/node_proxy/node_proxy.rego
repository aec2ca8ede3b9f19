# METADATA
# title: No role reaches the kubelet
# description: >-
#   The proxy of a node is the whole API of its kubelet: even get runs commands in every pod of the node, past
#   admission and the audit log.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#access-to-proxy-subresource-of-nodes
# custom:
#   severity: critical
#   kinds: [ClusterRole.rbac.authorization.k8s.io]
#   scope: object
#   controls: [CIS/5.1.10, NSA/authorization, SOC2/CC6.3]
#   fix: Grant nodes/metrics, nodes/stats, nodes/log or nodes/healthz instead of nodes/proxy.
package policies.rbac.node_proxy

import data.policies.lib

deny contains {"path": g.path, "message": sprintf("%s: its holder runs commands in every pod of a node", [lib.granted(g)])} if {
	some g in lib.grants(input, "", {"nodes/proxy"}, {"create", "delete", "get", "patch", "update"})
}
