# METADATA
# title: No role runs commands in any container
# description: >-
#   Who runs commands in a container has its secrets, its token and its network; nothing of it is in Git, and a
#   rollout does not undo it.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege
# custom:
#   severity: high
#   kinds: [ClusterRole.rbac.authorization.k8s.io, Role.rbac.authorization.k8s.io]
#   scope: object
#   controls: [NSA/authorization, SOC2/CC6.3]
#   fix: Remove pods/exec and pods/attach, or name the pods in resourceNames.
package policies.rbac.pod_exec

import data.policies.lib

# A cluster before 1.35 also lets those in who may get.
deny contains {"path": g.path, "message": sprintf("%s: its holder runs commands in any container", [lib.granted(g)])} if {
	some g in lib.grants(input, "", {"pods/attach", "pods/exec"}, {"create", "get"})
	not lib.narrow(g.rule)
}
