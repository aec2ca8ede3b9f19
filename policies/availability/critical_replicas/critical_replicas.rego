# METADATA
# title: What must not stop runs more than once
# description: >-
#   One pod stops with its node, at each drain and at each update. Where an environment has several zones, a critical
#   workload is there to outlive one.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/workloads/pods/disruptions/
# custom:
#   severity: high
#   kinds: [Deployment.apps, ReplicaSet.apps, ReplicationController, Rollout.argoproj.io, StatefulSet.apps]
#   scope: model
#   controls: [SOC2/A1.2]
#   fix: Ask for two replicas or more, or say in the agent's entry that it is a singleton (scaling max 1).
package policies.availability.critical_replicas

import data.policies.lib

deny contains {"object": lib.ref(w.object), "path": ["spec", "replicas"], "message": message} if {
	count(input.model.environment.zones) > 1
	some w in lib.workloads
	lib.tier(w.object) == "critical"
	count(lib.autoscalers(w.object)) == 0
	lib.fewest(w.object) < 2
	not lib.singleton(w.object)
	message := sprintf("a critical workload runs %d times in an environment of %d zones", [lib.fewest(w.object), count(input.model.environment.zones)])
}
