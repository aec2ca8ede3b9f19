# METADATA
# title: A port that is open to everybody has a reason
# description: >-
#   What everybody may call is what an attacker calls first. Some ports are meant for that, and then somebody can say
#   why.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/services-networking/network-policies/
# custom:
#   severity: medium
#   kinds: [NetworkPolicy.networking.k8s.io]
#   scope: object
#   controls: [NSA/network-separation, SOC2/CC6.6]
#   fix: >-
#     Name who may call; or say why everybody may, in an annotation such as ingress.sutaz.ai/web: "everybody:8443, the
#     shop is public".
package policies.network.open_ingress

import data.policies.lib

# Where every port is open too, that is another rule's.
deny contains {"path": found.path, "message": message} if {
	some opening in lib.openings(input, "Ingress")
	some port in opening.ports
	text := lib.port_text(port)
	text != ""
	some found in lib.broad_peers(opening)
	not text in lib.reasoned(input, "Ingress")
	message := sprintf("it opens ingress on port %s, from %s, and says no reason", [text, found.whom])
}
