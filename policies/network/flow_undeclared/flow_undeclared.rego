# METADATA
# title: Agents call only whom they say they call
# description: >-
#   A way that nobody asked for is one that an intruder takes from agent to agent.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/services-networking/network-policies/
# custom:
#   severity: medium
#   kinds: [NetworkPolicy.networking.k8s.io]
#   scope: model
#   controls: [NSA/network-separation, SOC2/CC6.6]
#   fix: >-
#     Remove the peer, or declare the call: dependencies of the caller name the agent, and callers of the agent name
#     the caller.
package policies.network.flow_undeclared

import data.policies.lib

# What is open to everybody is judged by network/allow-all and its like.
deny contains {"object": lib.ref(policy), "path": path, "message": message} if {
	some name, agent in input.model.running
	workload := lib.workload_of(name)
	some direction, words in {"Egress": {"of": "calls", "text": "lets %s call %s, which it does not declare"}, "Ingress": {"of": "calledBy", "text": "lets %[2]s call %[1]s, which does not name it among its callers"}}
	some policy in lib.policies_of(workload)
	some opening in lib.openings(policy, direction)
	some i, peer in opening.peers
	not lib.broad(peer)
	some other in lib.peer_pods(policy, peer)
	lib.agent(other.object)
	other.object.metadata.name != name
	not agent[words.of][other.object.metadata.name]
	path := lib.at(opening.path, [opening.list, i])
	message := sprintf(words.text, [name, other.object.metadata.name])
}

# The mesh carries every call at a port of its own.
mesh := 15008

deny contains {"object": lib.ref(policy), "path": path, "message": message} if {
	some name, agent in input.model.running
	workload := lib.workload_of(name)
	some policy in lib.policies_of(workload)
	some opening in lib.openings(policy, "Ingress")
	some i, port in opening.ports
	is_number(port.port)
	port.port != mesh
	callers := [agent.calledBy[w.object.metadata.name] | some peer in opening.peers; some w in lib.peer_pods(policy, peer); lib.agent(w.object)]
	count(callers) > 0
	every caller in callers {
		not port.port in {number | some number in caller.ports}
	}
	path := lib.at(opening.path, ["ports", i])
	message := sprintf("opens port %v of %s, which none of these callers declares", [port.port, name])
}

deny contains {"object": lib.ref(policy), "path": path, "message": message} if {
	some name, agent in input.model.running
	workload := lib.workload_of(name)
	some policy in lib.policies_of(workload)
	some opening in lib.openings(policy, "Egress")
	some i, peer in opening.peers
	some endpoint, e in endpoints_for(peer)
	not agent.calls[endpoint]
	lib.admits(policy, peer, {"namespace": e.namespace, "labels": e.selector})
	not lib.broad(peer)
	count([target | some target, call in agent.calls; some place in lib.places(target, call); lib.admits(policy, peer, place)]) == 0
	path := lib.at(opening.path, [opening.list, i])
	message := sprintf("lets %s call %s, which it does not declare", [name, endpoint])
}

# endpoints_for are those that a peer may stand for.
endpoints_for(peer) := object.get(endpoints_in, lib.only_name(peer.namespaceSelector), {})

endpoints_for(peer) := input.model.endpoints if not lib.only_name(peer.namespaceSelector)

endpoints_in[e.namespace][name] := e if some name, e in input.model.endpoints
