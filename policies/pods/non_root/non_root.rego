# METADATA
# title: Containers cannot be started as root
# description: >-
#   The user of an image may be root, now or in its next version: root in a container is root on its node as soon as one
#   wall has a hole.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
# custom:
#   severity: high
#   kinds: [workloads]
#   scope: object
#   controls: [PSS/restricted, CIS/5.2.7, NSA/pod-security]
#   fix: >-
#     Set securityContext.runAsNonRoot to true on the pod, and nowhere to false; or give the pod users of its own with
#     hostUsers set to false.
package policies.pods.non_root

import data.policies.lib

deny contains {"path": lib.at(s.path, ["runAsNonRoot"]), "message": sprintf("%s allows root", [s.who])} if {
	not lib.own_users(lib.pod(input))
	some s in lib.security_contexts(input)
	s.fields.runAsNonRoot == false
}

deny contains {"path": lib.at(c.path, ["securityContext", "runAsNonRoot"]), "message": message} if {
	pod := lib.pod(input)
	not lib.own_users(pod)
	lib.dig(pod.spec, ["securityContext", "runAsNonRoot"], null) == null
	some c in lib.containers(input)
	lib.dig(c.container, ["securityContext", "runAsNonRoot"], null) == null
	message := sprintf("%s does not forbid root, nor does its pod", [lib.called(c)])
}
