# METADATA
# title: No policy opens the metadata of the node
# description: >-
#   The metadata service of a cloud gives whoever asks the rights of the node. One request, which a program can be
#   talked into, is enough.
# related_resources:
# - ref: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
# custom:
#   severity: high
#   kinds: [NetworkPolicy.networking.k8s.io]
#   scope: object
#   controls: [CIS/5.3.2, NSA/network-separation, SOC2/CC6.6]
#   fix: >-
#     Add 169.254.169.254/32 (fd00:ec2::254/128) to except, or a network that holds it, such as 169.254.0.0/16.
package policies.network.metadata_endpoint

import data.policies.lib

# Clouds answer there on port 80.
deny contains {"path": lib.at(opening.path, ["to", i, "ipBlock", "cidr"]), "message": message} if {
	some opening in lib.openings(input, "Egress")
	lib.opens(opening, 80, "TCP")
	some i, peer in opening.peers
	outer := lib.network(lib.dig(peer, ["ipBlock", "cidr"], ""))
	some address in {"169.254.169.254", "fd00:ec2::254"}
	inner := lib.network(address)
	lib.holds(outer, inner)
	not excepted(peer.ipBlock, inner)
	message := sprintf("its pods reach %s, where the cloud keeps the credentials of the node", [address])
}

excepted(block, inner) if {
	some cidr in lib.dig(block, "except", [])
	lib.holds(lib.network(cidr), inner)
}
