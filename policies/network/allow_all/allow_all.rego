# METADATA
# title: No policy opens everything
# description: >-
#   A rule without peers and ports undoes the policy that it stands in: what was closed is open again, for every pod
#   that is chosen.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/services-networking/network-policies/
# custom:
#   severity: high
#   kinds: [NetworkPolicy.networking.k8s.io]
#   scope: object
#   controls: [CIS/5.3.2, NSA/network-separation, SOC2/CC6.6]
#   fix: >-
#     Name who may call, and the ports.
package policies.network.allow_all

import data.policies.lib

deny contains {"path": found.path, "message": message} if {
	some direction in {"Ingress", "Egress"}
	some opening in lib.openings(input, direction)
	every_port(opening)
	some found in lib.broad_peers(opening)
	message := sprintf("it opens %s on every port, %s %s", [lower(direction), preposition[direction], found.whom])
}

preposition := {"Ingress": "from", "Egress": "to"}

every_port(opening) if count(opening.ports) == 0

every_port(opening) if {
	some port in opening.ports
	not port.port
}

every_port(opening) if {
	some port in opening.ports
	port.port <= 1
	port.endPort == 65535
}
