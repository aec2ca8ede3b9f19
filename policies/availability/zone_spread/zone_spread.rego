# METADATA
# title: What must not stop runs in several zones
# description: >-
#   The scheduler may put all pods of a workload into one zone; when that zone is lost, so is the workload, whatever its
#   number of pods.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/
# custom:
#   severity: medium
#   kinds: [Deployment.apps, ReplicaSet.apps, ReplicationController, Rollout.argoproj.io, StatefulSet.apps]
#   scope: objects
#   controls: [SOC2/A1.2]
#   fix: >-
#     Add a topology spread constraint with topologyKey topology.kubernetes.io/zone that selects the pods themselves.
package policies.availability.zone_spread

import data.policies.lib

deny contains {"object": lib.ref(w.object), "path": w.pod.path, "message": message} if {
	some w in lib.replicated
	lib.tier(w.object) == "critical"
	not lib.spread_over(w.pod, "topology.kubernetes.io/zone")
	message := sprintf("%d pods of a critical workload always run, and nothing spreads them over zones", [lib.fewest(w.object)])
}
