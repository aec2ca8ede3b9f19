# METADATA
# title: SELinux keeps containers apart as the runtime chose
# description: >-
#   A type, user or role of one's own takes a container out of the confinement that keeps it from the files of the node
#   and of others.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
# custom:
#   severity: high
#   kinds: [workloads]
#   scope: object
#   controls: [PSS/baseline, CIS/5.6.3, NSA/pod-security]
#   fix: >-
#     Remove user and role from seLinuxOptions, and let type be one of container_t, container_init_t, container_kvm_t,
#     container_engine_t.
package policies.pods.se_linux

import data.policies.lib

allowed := {"", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"}

deny contains {"path": lib.at(s.path, ["seLinuxOptions", "type"]), "message": message} if {
	some s in lib.security_contexts(input)
	type := s.fields.seLinuxOptions.type
	not type in allowed
	type != null
	message := sprintf("%s has the SELinux type %v", [s.who, type])
}

deny contains {"path": lib.at(s.path, ["seLinuxOptions", field]), "message": message} if {
	some s in lib.security_contexts(input)
	some field in ["user", "role"]
	value := s.fields.seLinuxOptions[field]
	not value in {"", null}
	message := sprintf("%s sets the SELinux %s %v", [s.who, field, value])
}
