# METADATA
# title: Every policy names namespaces that exist
# description: >-
#   A selector of namespaces that none matches opens nothing: the calls that it was written for are dropped, without a
#   word.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/services-networking/network-policies/
# custom:
#   severity: high
#   kinds: [NetworkPolicy.networking.k8s.io]
#   scope: objects
#   complete: true
#   controls: []
#   fix: >-
#     Choose a namespace by kubernetes.io/metadata.name, which each has, or give the namespace the label.
package policies.network.peer_namespace

import data.policies.lib

deny contains {"object": lib.ref(policy), "path": path, "message": message} if {
	some policy in lib.objects_of(lib.policies_kind)
	some direction in {"Ingress", "Egress"}
	some opening in lib.openings(policy, direction)
	some i, peer in opening.peers
	is_object(peer.namespaceSelector)
	count(lib.peer_namespaces(policy, peer)) == 0
	path := lib.at(opening.path, [opening.list, i, "namespaceSelector"])
	message := sprintf("no namespace has %s", [lib.selector_text(peer.namespaceSelector)])
}
