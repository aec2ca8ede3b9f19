# METADATA
# title: Replicas do not share a node
# description: >-
#   The scheduler may put all pods of a workload on one node; when that node is lost, so is the workload, whatever its
#   number of pods.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/
# custom:
#   severity: medium
#   kinds: [Deployment.apps, ReplicaSet.apps, ReplicationController, Rollout.argoproj.io, StatefulSet.apps]
#   scope: objects
#   controls: [SOC2/A1.2]
#   fix: >-
#     Add a topology spread constraint with topologyKey kubernetes.io/hostname that selects the pods themselves.
package policies.availability.host_spread

import data.policies.lib

deny contains {"object": lib.ref(w.object), "path": w.pod.path, "message": message} if {
	some w in lib.replicated
	not lib.spread_over(w.pod, "kubernetes.io/hostname")
	not strictly_over_zones(w.pod)
	message := sprintf("%d pods always run, and nothing keeps them on different nodes", [lib.fewest(w.object)])
}

# strictly_over_zones says whether no zone may have two: then no node has.
strictly_over_zones(pod) if {
	some term in pod.spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution
	lib.term_over(pod, term, "topology.kubernetes.io/zone")
}
