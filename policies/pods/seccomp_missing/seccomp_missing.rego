# METADATA
# title: Every container has a seccomp filter
# description: >-
#   Unless a profile is named, most clusters run a container without a filter: its program may make every system call,
#   also those through which faults of the kernel are reached.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
# custom:
#   severity: medium
#   kinds: [workloads]
#   scope: object
#   controls: [PSS/restricted, CIS/5.6.2, NSA/pod-security]
#   fix: Set securityContext.seccompProfile.type to RuntimeDefault on the pod.
package policies.pods.seccomp_missing

import data.policies.lib

deny contains {"path": lib.at(c.path, ["securityContext", "seccompProfile"]), "message": message} if {
	pod := lib.pod(input)
	not lib.windows(pod)
	lib.dig(pod.spec, ["securityContext", "seccompProfile"], null) == null
	some c in lib.containers(input)
	lib.dig(c.container, ["securityContext", "seccompProfile"], null) == null
	message := sprintf("%s has no seccomp profile, nor has its pod", [lib.called(c)])
}
