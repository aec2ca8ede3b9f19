# METADATA
# title: Pods that call others can ask for names
# description: >-
#   A pod whose policies open a way to others but none to the name service finds nobody: every call by name fails
#   after a time, and the reason is hard to see.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/services-networking/network-policies/
# custom:
#   severity: high
#   kinds: [workloads]
#   scope: objects
#   complete: true
#   controls: []
#   fix: >-
#     Open port 53 over UDP and TCP to the name service, in a policy that chooses the pod.
package policies.network.dns

import data.policies.lib

deny contains {"object": lib.ref(w.object), "path": w.pod.path, "message": "no policy opens port 53 for its pods, and they may call others"} if {
	some namespace, list in lib.workloads_in
	lib.judged_by_policies(namespace)
	some w in list
	not lib.on_host(w.pod)
	not w.pod.spec.dnsPolicy == "None"
	lib.isolated(w.object, "Egress")
	ways := [way | some p in lib.policies_of(w.object); some way in lib.openings(p, "Egress")]
	calls_by_name(ways)
	not name_service(ways)
}

name_service(ways) if {
	some way in ways
	lib.opens(way, 53, "UDP")
}

# calls_by_name says whether a way leads to pods, or to more of the internet than anybody knows by address.
calls_by_name(ways) if {
	some way in ways
	count(way.peers) == 0
}

calls_by_name(ways) if {
	some way in ways
	some peer in way.peers
	not peer.ipBlock
}

calls_by_name(ways) if {
	some way in ways
	some peer in way.peers
	lib.wide(peer.ipBlock)
}
