# METADATA
# title: No container leaves the AppArmor profile of the runtime
# description: >-
#   Without the profile a program may write to parts of /proc and /sys, mount and trace, which is how many break out of
#   a container.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
# custom:
#   severity: high
#   kinds: [workloads]
#   scope: object
#   controls: [PSS/baseline, CIS/5.6.3, NSA/pod-security]
#   fix: Set appArmorProfile.type to RuntimeDefault or Localhost, or remove the field or annotation.
package policies.pods.app_armor

import data.policies.lib

legacy := "container.apparmor.security.beta.kubernetes.io/"

deny contains {"path": path, "message": message} if {
	some s in lib.security_contexts(input)
	type := s.fields.appArmorProfile.type
	not type in {"RuntimeDefault", "Localhost"}
	path := lib.at(s.path, ["appArmorProfile", "type"])
	message := sprintf("%s has the AppArmor profile %v", [s.who, type])
}

deny contains {"path": lib.at(pod.at, ["metadata", "annotations", name]), "message": message} if {
	pod := lib.pod(input)
	some name, value in pod.metadata.annotations
	startswith(name, legacy)
	is_string(value)
	not permitted(value)
	message := sprintf("an annotation gives container %q the AppArmor profile %s", [trim_prefix(name, legacy), value])
}

permitted(value) if value in {"", "runtime/default"}

permitted(value) if startswith(value, "localhost/")
