# METADATA
# title: There are nodes for pods that must not share one
# description: >-
#   Pods that may not share a node or a zone need as many as there are pods. One too few, and the last pods never start
#   - in an update or under load, when they are needed.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#inter-pod-affinity-and-anti-affinity
# custom:
#   severity: high
#   kinds: [Deployment.apps, ReplicaSet.apps, ReplicationController, Rollout.argoproj.io, StatefulSet.apps]
#   scope: model
#   controls: [SOC2/A1.1]
#   fix: Prefer instead of requiring, spread with topologySpreadConstraints, add nodes, or run fewer pods.
package policies.availability.anti_affinity_room

import data.policies.lib

deny contains {"object": lib.ref(w.object), "path": path, "message": message} if {
	some w in lib.workloads
	some i, term in w.pod.spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution
	some key, called in {"kubernetes.io/hostname": "nodes", "topology.kubernetes.io/zone": "zones"}
	lib.term_over(w.pod, term, key)
	room := places(w.pod.spec)[called]
	pods := lib.greatest(w.object)
	pods > room
	path := lib.at(w.pod.path, ["affinity", "podAntiAffinity", "requiredDuringSchedulingIgnoredDuringExecution", i])
	message := sprintf("up to %d pods may not share one of the %s, and there are %d for them", [pods, called, room])
}

# places counts nodes and zones that a pod may use. Labels that no pool is described by are taken as met.
places(spec) := {"nodes": sum([n | some pool in pools; some _, n in pool.nodes]), "zones": count({zone | some pool in pools; some zone, n in pool.nodes; n > 0})} if {
	pools := [pool |
		some _, pool in input.model.environment.nodePools
		every key, value in object.get(pool, "taints", {}) {
			tolerated(spec, key, value)
		}
		selected(spec, {"sutaz.ai/role": pool.role, "sutaz.ai/capacity": pool.capacityType})
	]
}

tolerated(spec, key, value) if {
	some toleration in spec.tolerations
	object.get(toleration, "key", key) == key
	tolerates(toleration, value)
}

tolerates(toleration, _) if toleration.operator == "Exists"

tolerates(toleration, value) if {
	object.get(toleration, "operator", "Equal") == "Equal"
	toleration.value == value
}

selected(spec, labels) if {
	every key, value in object.get(spec, "nodeSelector", {}) {
		object.get(labels, key, value) == value
	}
	required(spec, labels)
}

required(spec, _) if not spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution

required(spec, labels) if {
	some term in spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms
	every e in [e | some e in term.matchExpressions; labels[e.key]] {
		lib.matches_expression(e, labels)
	}
}
