# METADATA
# title: Containers get back no capability but NET_BIND_SERVICE
# description: >-
#   A capability that containers have by default still lets a program change owners, users or roots; only binding a low
#   port is harmless enough for the restricted standard.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
# custom:
#   severity: medium
#   kinds: [workloads]
#   scope: object
#   controls: [PSS/restricted, CIS/5.2.9, NSA/pod-security]
#   fix: Remove the capability from securityContext.capabilities.add.
package policies.pods.capabilities_returned

import data.policies.lib

import data.policies.pods.capabilities_added

# What goes beyond the default is found by a rule of its own, with a higher severity.
deny contains {"path": path, "message": sprintf("%s gets back the capability %s", [lib.called(c), name])} if {
	not lib.windows(lib.pod(input))
	some c in lib.containers(input)
	some i, name in c.container.securityContext.capabilities.add
	name in capabilities_added.allowed
	name != "NET_BIND_SERVICE"
	path := lib.at(c.path, ["securityContext", "capabilities", "add", i])
}
