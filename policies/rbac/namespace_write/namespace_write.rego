# METADATA
# title: No role changes namespaces
# description: >-
#   The labels of a namespace say which pods it admits and whom network policies let in: who writes them lifts both.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#namespace-modification
# custom:
#   severity: high
#   kinds: [ClusterRole.rbac.authorization.k8s.io, Role.rbac.authorization.k8s.io]
#   scope: object
#   controls: [NSA/authorization, SOC2/CC6.3]
#   fix: Let Argo CD write namespaces; remove update and patch.
package policies.rbac.namespace_write

import data.policies.lib

# In a Role it is the namespace that the role is in.
deny contains {"path": g.path, "message": sprintf("%s: its holder lifts what their labels hold", [lib.granted(g)])} if {
	some g in lib.grants(input, "", {"namespaces"}, {"patch", "update"})
}
