# METADATA
# title: The inner ports of Neo4j are open to its own pods
# description: >-
#   Who reaches the backup port of a Neo4j server gets all databases without a password, and who reaches the ports of its
#   cluster takes part in it.
# related_resources:
# - ref: https://neo4j.com/docs/operations-manual/current/configuration/ports/
# custom:
#   severity: high
#   kinds: [NetworkPolicy.networking.k8s.io]
#   scope: object
#   controls: [NSA/network-separation, SOC2/CC6.6]
#   fix: >-
#     Open ports 6000, 6362, 7000 and 7688 to pods of the same namespace alone, chosen by their labels: to the other servers and the pods
#     that make copies.
package policies.stores.neo4j_private_ports

import data.policies.lib

# private are the ports, and what is behind each.
private := {6000: "transactions of the cluster", 6362: "copies of all databases", 7000: "consensus of the cluster", 7688: "routing in the cluster"}

# servers are labels that the publisher's chart gives the pods of a server.
servers := ["helm.neo4j.com/instance", "helm.neo4j.com/neo4j.name"]

deny contains {"path": place.path, "message": message} if {
	some label in servers
	lib.dig(input, ["spec", "podSelector", "matchLabels", label], "") != ""
	some opening in lib.openings(input, "Ingress")
	some number, what in private
	lib.opens(opening, number, "TCP")
	some place in strangers(opening)
	message := sprintf("it opens port %d, %s, to %s", [number, what, place.whom])
}

# strangers are the peers of an opening that are no chosen pods of the namespace.
strangers(opening) := [{"path": opening.path, "whom": "everybody"}] if {
	count(opening.peers) == 0
} else := [{"path": lib.at(opening.path, [opening.list, i]), "whom": whom} |
	some i, peer in opening.peers
	whom := stranger(peer)
]

stranger(peer) := sprintf("network %s", [lib.dig(peer, ["ipBlock", "cidr"], "")]) if {
	peer.ipBlock
} else := "pods of other namespaces" if {
	peer.namespaceSelector
	not own_namespace(peer)
} else := "all pods of the namespace" if {
	lib.nothing_chosen(lib.dig(peer, "podSelector", {}))
}

own_namespace(peer) if lib.only_name(peer.namespaceSelector) == lib.namespace(input)
