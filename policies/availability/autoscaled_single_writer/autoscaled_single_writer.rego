# METADATA
# title: What one node may write to is not scaled out
# description: >-
#   A volume that only one node may mount keeps every further pod on another node from starting, exactly when load makes
#   the autoscaler add it.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes
# custom:
#   severity: high
#   kinds: [HorizontalPodAutoscaler.autoscaling, ScaledObject.keda.sh]
#   scope: objects
#   controls: [SOC2/A1.1]
#   fix: Use a StatefulSet with a claim for each pod, a volume that many may write, or at most one replica.
package policies.availability.autoscaled_single_writer

import data.policies.lib

deny contains {"object": lib.ref(s.object), "path": ["spec", s.mostField], "message": message} if {
	some s in lib.autoscaler_list
	s.most > 1
	workload := lib.scaled(s)
	some volume in lib.pod(workload).spec.volumes
	lib.single_writer(lib.namespace(s.object), volume)
	message := sprintf("it may run %d pods that all mount claim %s, which one node may mount", [s.most, volume.persistentVolumeClaim.claimName])
}
