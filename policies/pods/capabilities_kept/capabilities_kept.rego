# METADATA
# title: Containers give up all capabilities
# description: >-
#   What a runtime gives by default is enough to forge packets on the network of the pod and to change the owner of
#   files; hardly a program needs it.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
# custom:
#   severity: medium
#   kinds: [workloads]
#   scope: object
#   controls: [PSS/restricted, CIS/5.2.8, CIS/5.2.10, NSA/pod-security]
#   fix: Set securityContext.capabilities.drop to [ALL] on the container.
package policies.pods.capabilities_kept

import data.policies.lib

deny contains {"path": lib.at(c.path, ["securityContext", "capabilities", "drop"]), "message": message} if {
	not lib.windows(lib.pod(input))
	some c in lib.containers(input)
	not "ALL" in lib.dig(c.container, ["securityContext", "capabilities", "drop"], [])
	message := sprintf("%s does not give up ALL capabilities", [lib.called(c)])
}
