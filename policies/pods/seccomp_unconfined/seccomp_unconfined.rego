# METADATA
# title: No container leaves the seccomp filter
# description: >-
#   Without the filter a program may make every system call, also those through which faults of the kernel are reached.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
# custom:
#   severity: high
#   kinds: [workloads]
#   scope: object
#   controls: [PSS/baseline, CIS/5.6.2, NSA/pod-security]
#   fix: Set seccompProfile.type to RuntimeDefault, or to Localhost with a profile of your own.
package policies.pods.seccomp_unconfined

import data.policies.lib

deny contains {"path": lib.at(s.path, ["seccompProfile", "type"]), "message": message} if {
	some s in lib.security_contexts(input)
	type := s.fields.seccompProfile.type
	not type in {"RuntimeDefault", "Localhost"}
	message := sprintf("%s has the seccomp profile %v", [s.who, type])
}
