# METADATA
# title: No container takes a port of its node
# description: >-
#   A port of the node is open to whoever reaches the node, past Services and most network policies, and only one pod
#   can have it on each node.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
# custom:
#   severity: medium
#   kinds: [workloads]
#   scope: object
#   controls: [PSS/baseline, CIS/5.2.13, NSA/pod-security]
#   fix: Remove hostPort; let a Service or an Ingress lead to the pod.
package policies.pods.host_ports

import data.policies.lib

deny contains {"path": path, "message": sprintf("%s takes the port %v of its node", [lib.called(c), port.hostPort])} if {
	some c in lib.containers(input)
	some i, port in c.container.ports
	not port.hostPort in {0, null}
	path := lib.at(c.path, ["ports", i, "hostPort"])
}
