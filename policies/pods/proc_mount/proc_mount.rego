# METADATA
# title: No container sees the whole of /proc of its node
# description: >-
#   An unmasked /proc shows and lets change settings of the kernel that all pods of the node share.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
# custom:
#   severity: high
#   kinds: [workloads]
#   scope: object
#   controls: [PSS/baseline, CIS/5.6.3]
#   fix: Remove procMount, or give the pod users of its own with hostUsers set to false.
package policies.pods.proc_mount

import data.policies.lib

deny contains {"path": lib.at(c.path, ["securityContext", "procMount"]), "message": message} if {
	not lib.own_users(lib.pod(input))
	some c in lib.containers(input)
	mount := c.container.securityContext.procMount
	not mount in {"Default", null}
	message := sprintf("%s mounts /proc as %v, with the users of its node", [lib.called(c), mount])
}
