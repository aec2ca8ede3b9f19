# METADATA
# title: No container belongs to group 0
# description: >-
#   Files of root often belong to its group too, in images and on volumes: group 0 may read and write what user 0 was
#   meant to keep.
# related_resources:
# - ref: https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
# custom:
#   severity: low
#   kinds: [workloads]
#   scope: object
#   controls: [CIS/5.6.3]
#   fix: Set runAsGroup and fsGroup to the number of a group above 0, and remove 0 from supplementalGroups.
package policies.pods.root_group

import data.policies.lib

deny contains {"path": lib.at(s.path, [field]), "message": sprintf("%s has group 0 as %s", [s.who, field])} if {
	not lib.own_users(lib.pod(input))
	some s in lib.security_contexts(input)
	some field in ["runAsGroup", "fsGroup"]
	s.fields[field] == 0
}

deny contains {"path": lib.at(s.path, ["supplementalGroups", i]), "message": sprintf("%s has group 0 among supplementalGroups", [s.who])} if {
	not lib.own_users(lib.pod(input))
	some s in lib.security_contexts(input)
	some i, group in s.fields.supplementalGroups
	group == 0
}
