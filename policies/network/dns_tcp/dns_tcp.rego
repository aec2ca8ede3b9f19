# METADATA
# title: Long answers of the name service come through
# description: >-
#   An answer that does not fit a packet is asked for again over TCP. Where that is closed, names with many addresses
#   fail, now and then.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/services-networking/network-policies/
# custom:
#   severity: low
#   kinds: [workloads]
#   scope: objects
#   complete: true
#   controls: []
#   fix: >-
#     Open port 53 over UDP and TCP to the name service, in a policy that chooses the pod.
package policies.network.dns_tcp

import data.policies.lib

deny contains {"object": lib.ref(w.object), "path": w.pod.path, "message": "policies open port 53 for its pods over UDP and not over TCP"} if {
	some namespace, list in lib.workloads_in
	lib.judged_by_policies(namespace)
	some w in list
	not lib.on_host(w.pod)
	not w.pod.spec.dnsPolicy == "None"
	lib.isolated(w.object, "Egress")
	ways := [way | some p in lib.policies_of(w.object); some way in lib.openings(p, "Egress")]
	some way in ways
	lib.opens(way, 53, "UDP")

	not name_service(ways)
}

name_service(ways) if {
	some way in ways
	lib.opens(way, 53, "TCP")
}
