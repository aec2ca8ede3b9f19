# METADATA
# title: /proc is masked in pods with users of their own too
# description: >-
#   Users of its own make an unmasked /proc less dangerous, and the restricted standard still refuses it: a fault of the
#   kernel is nearer.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
# custom:
#   severity: medium
#   kinds: [workloads]
#   scope: object
#   controls: [PSS/restricted]
#   fix: Remove procMount; only a pod that runs containers itself needs an unmasked /proc.
package policies.pods.proc_mount_own_users

import data.policies.lib

deny contains {"path": lib.at(c.path, ["securityContext", "procMount"]), "message": message} if {
	lib.own_users(lib.pod(input))
	some c in lib.containers(input)
	mount := c.container.securityContext.procMount
	not mount in {"Default", null}
	message := sprintf("%s mounts /proc as %v", [lib.called(c), mount])
}
