# METADATA
# title: No program in a container gets more rights than it was started with
# description: >-
#   Unless it is forbidden, a program with the set-user-ID bit or a file capability makes itself root in its container.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
# custom:
#   severity: high
#   kinds: [workloads]
#   scope: object
#   controls: [PSS/restricted, CIS/5.2.6, NSA/pod-security]
#   fix: Set securityContext.allowPrivilegeEscalation to false on the container.
package policies.pods.privilege_escalation

import data.policies.lib

deny contains {"path": lib.at(c.path, ["securityContext", "allowPrivilegeEscalation"]), "message": message} if {
	not lib.windows(lib.pod(input))
	some c in lib.containers(input)
	not lib.dig(c.container, ["securityContext", "allowPrivilegeEscalation"], true) == false
	message := sprintf("%s does not forbid its programs to get more rights", [lib.called(c)])
}
