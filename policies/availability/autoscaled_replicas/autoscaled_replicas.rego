# METADATA
# title: Git does not say how many pods an autoscaler runs
# description: >-
#   Each time that Git is applied the number of pods falls back to what is written there, under load too, and the
#   autoscaler starts again.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/best_practices/#leaving-room-for-imperativeness
# custom:
#   severity: medium
#   kinds: [Deployment.apps, ReplicaSet.apps, ReplicationController, Rollout.argoproj.io, StatefulSet.apps]
#   scope: objects
#   controls: [SOC2/A1.1]
#   fix: Remove spec.replicas from the workload.
package policies.availability.autoscaled_replicas

import data.policies.lib

deny contains {"object": lib.ref(o), "path": ["spec", "replicas"], "message": message} if {
	some s in lib.autoscaler_list
	o := lib.scaled(s)
	is_number(o.spec.replicas)
	message := sprintf("it asks for %d pods, and %s %s sets their number", [o.spec.replicas, split(s.kind, ".")[0], s.object.metadata.name])
}
