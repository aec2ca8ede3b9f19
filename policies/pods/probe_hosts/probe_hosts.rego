# METADATA
# title: Probes and hooks ask their own pod
# description: >-
#   The kubelet makes these requests from the node: a host of one's own choice lets a pod reach, through the node, what
#   its network policy forbids.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
# custom:
#   severity: medium
#   kinds: [workloads]
#   scope: object
#   controls: [PSS/baseline]
#   fix: >-
#     Remove host: without it the kubelet asks the pod itself.
package policies.pods.probe_hosts

import data.policies.lib

handlers := [
	["livenessProbe"], ["readinessProbe"], ["startupProbe"], ["lifecycle", "postStart"], ["lifecycle", "preStop"],
]

deny contains {"path": lib.at(c.path, steps), "message": message} if {
	some c in lib.containers(input)
	some handler in handlers
	some action in ["httpGet", "tcpSocket"]
	steps := array.concat(handler, [action, "host"])
	host := lib.dig(c.container, steps, "")
	not host in {"", null}
	message := sprintf("%s has the node ask %v, in %s", [lib.called(c), host, concat(".", handler)])
}
