# METADATA
# title: Every policy names pods that exist
# description: >-
#   A selector of pods that none matches opens nothing, and one that was mistyped closes what it was meant to open.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/services-networking/network-policies/
# custom:
#   severity: medium
#   kinds: [NetworkPolicy.networking.k8s.io]
#   scope: objects
#   complete: true
#   controls: []
#   fix: >-
#     Give the selector the labels of the pod template that it is meant for, and the namespace that the pod runs in.
package policies.network.peer_pods

import data.policies.lib

# Where pods may come from what is not here, nothing is said.
deny contains {"object": lib.ref(policy), "path": path, "message": message} if {
	some policy in lib.objects_of(lib.policies_kind)
	some direction in {"Ingress", "Egress"}
	some opening in lib.openings(policy, direction)
	some i, peer in opening.peers
	is_object(peer.podSelector)
	not lib.nothing_chosen(peer.podSelector)
	namespaces := lib.peer_namespaces(policy, peer)
	count(namespaces) > 0
	every namespace in namespaces {
		lib.known_pods(namespace)
	}
	count(lib.peer_pods(policy, peer)) == 0
	path := lib.at(opening.path, [opening.list, i, "podSelector"])
	message := sprintf("no workload of namespace %s has %s", [concat(", ", sort(namespaces)), lib.selector_text(peer.podSelector)])
}
