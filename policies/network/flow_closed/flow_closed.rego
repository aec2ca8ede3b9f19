# METADATA
# title: What an agent says it calls is open to it
# description: >-
#   A call that a policy closes on either side times out, and only at run time.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/services-networking/network-policies/
# custom:
#   severity: high
#   kinds: [workloads]
#   scope: model
#   controls: [NSA/network-separation, SOC2/CC6.6]
#   fix: >-
#     Render again: the policies of both agents come from dependencies and callers of the entries. Open the port on
#     the side that is named.
package policies.network.flow_closed

import data.policies.lib

deny contains {"object": lib.ref(caller), "path": [], "message": message} if {
	some name, agent in input.model.running
	caller := lib.workload_of(name)
	lib.isolated(caller, "Egress")
	some target, call in agent.calls
	some place in lib.places(target, call)
	some port in call.ports
	not lib.open_to(caller, "Egress", port, place)
	message := sprintf("it calls %s at port %d, and its policies do not let it", [target, port])
}

deny contains {"object": lib.ref(called), "path": [], "message": message} if {
	some name, agent in input.model.running
	caller := lib.workload_of(name)
	some target, call in agent.calls
	call.kind == "agent"
	called := lib.workload_of(target)
	lib.isolated(called, "Ingress")
	some port in call.ports
	not lib.open_to(called, "Ingress", port, lib.place_of(caller))
	message := sprintf("%s calls it at port %d, and its policies do not let it in", [name, port])
}
