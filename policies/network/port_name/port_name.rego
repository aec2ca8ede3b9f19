# METADATA
# title: Every port that a policy names is one of its pods
# description: >-
#   A name that no container has opens nothing: calls are dropped.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/services-networking/network-policies/
# custom:
#   severity: high
#   kinds: [NetworkPolicy.networking.k8s.io]
#   scope: objects
#   complete: true
#   controls: []
#   fix: >-
#     Use a name that the containers give a port, with the same protocol, or the number.
package policies.network.port_name

import data.policies.lib

deny contains {"object": lib.ref(policy), "path": path, "message": message} if {
	some policy in lib.objects_of(lib.policies_kind)
	some direction in {"Ingress", "Egress"}
	some i, rule in lib.dig(policy, ["spec", lib.sides[direction].rules], [])
	direction in lib.directions(policy)
	some j, port in lib.dig(rule, "ports", [])
	is_string(port.port)
	pods := called(policy, direction, rule)
	count(pods) > 0
	not lib.names_port(pods, port.port, lib.protocol(port))
	path := ["spec", lib.sides[direction].rules, i, "ports", j, "port"]
	message := sprintf("no container of the pods that are called names a %s port %q", [lib.protocol(port), port.port])
}

# called are the pods whose port it is: those of the policy, and those of the peers where something goes out. There are
# none where they are not all known.
called(policy, "Ingress", _) := lib.selected(lib.namespace(policy), lib.dig(policy, ["spec", "podSelector"], {})) if {
	lib.known_pods(lib.namespace(policy))
}

called(policy, "Egress", rule) := [w | some peer in rule.to; some w in lib.peer_pods(policy, peer)] if {
	every peer in rule.to {
		not peer.ipBlock
		every namespace in lib.peer_namespaces(policy, peer) {
			lib.known_pods(namespace)
		}
	}
}
