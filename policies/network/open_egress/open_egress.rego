# METADATA
# title: A way to the internet has a reason
# description: >-
#   By a way out, data leave and tools come in. An address cannot be told from another behind it, so that the reason
#   is all that a reviewer has.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/services-networking/network-policies/
# custom:
#   severity: high
#   kinds: [NetworkPolicy.networking.k8s.io]
#   scope: object
#   controls: [NSA/network-separation, SOC2/CC6.6, SOC2/CC6.7]
#   fix: >-
#     Name the networks that are called; or say what is called and why, in an annotation such as
#     egress.sutaz.ai/quotes: "finnhub.io:443, market data".
package policies.network.open_egress

import data.policies.lib

# Where every port is open too, that is another rule's.
deny contains {"path": found.path, "message": message} if {
	some opening in lib.openings(input, "Egress")
	some port in opening.ports
	text := lib.port_text(port)
	text != ""
	some found in lib.broad_peers(opening)
	not text in lib.reasoned(input, "Egress")
	message := sprintf("it opens egress on port %s, to %s, and says no reason", [text, found.whom])
}
