# METADATA
# title: No container gets a capability beyond those that containers have
# description: >-
#   A capability such as SYS_ADMIN, NET_ADMIN or NET_RAW lets a program mount, trace or listen where it should not, and
#   is often enough to break out to the node.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
# custom:
#   severity: high
#   kinds: [workloads]
#   scope: object
#   controls: [PSS/baseline, CIS/5.2.8, CIS/5.2.9, NSA/pod-security]
#   fix: >-
#     Remove the capability from securityContext.capabilities.add, or give the work that needs it to a component of its
#     own.
package policies.pods.capabilities_added

import data.policies.lib

# What the standard allows to be named: what a container has by default, without NET_RAW.
allowed := {
	"AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP", "SETGID",
	"SETPCAP", "SETUID", "SYS_CHROOT",
}

deny contains {"path": path, "message": sprintf("%s gets the capability %v", [lib.called(c), name])} if {
	some c in lib.containers(input)
	some i, name in c.container.securityContext.capabilities.add
	not name in allowed
	path := lib.at(c.path, ["securityContext", "capabilities", "add", i])
}
