# METADATA
# title: No container runs as user 0
# description: >-
#   Root in a container is root on its node as soon as one wall has a hole, and owns every file of the container until
#   then.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
# custom:
#   severity: high
#   kinds: [workloads]
#   scope: object
#   controls: [PSS/restricted, CIS/5.2.7, NSA/pod-security]
#   fix: >-
#     Set runAsUser to the number of a user above 0, or remove it; or give the pod users of its own with hostUsers set
#     to false.
package policies.pods.root_user

import data.policies.lib

deny contains {"path": lib.at(s.path, ["runAsUser"]), "message": sprintf("%s runs as user 0, which is root", [s.who])} if {
	not lib.own_users(lib.pod(input))
	some s in lib.security_contexts(input)
	s.fields.runAsUser == 0
}
