# METADATA
# title: What one node may mount is mounted by one pod
# description: >-
#   Pods on different nodes cannot all have a volume that one node may mount: some wait for ever, and which of them
#   changes with the next drain.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes
# custom:
#   severity: high
#   kinds: [Deployment.apps, ReplicaSet.apps, ReplicationController, Rollout.argoproj.io]
#   scope: objects
#   controls: [SOC2/A1.2]
#   fix: >-
#     Use a StatefulSet with a claim for each pod, a volume that many may write, or one replica.
package policies.storage.shared_claim

import data.policies.lib

# Autoscalers are judged by availability/autoscaled-single-writer.
deny contains {"object": lib.ref(w.object), "path": path, "message": message} if {
	some w in lib.workloads
	lib.kind(w.object) in {"Deployment.apps", "ReplicaSet.apps", "ReplicationController", "Rollout.argoproj.io"}
	not lib.owned(w.object)
	number := lib.whole(w.object, ["spec", "replicas"], 1)
	number > 1
	some i, volume in w.pod.spec.volumes
	lib.single_writer(lib.namespace(w.object), volume)
	path := lib.at(w.pod.path, ["volumes", i, "persistentVolumeClaim", "claimName"])
	message := sprintf("%d pods mount claim %s, which one node may mount", [number, volume.persistentVolumeClaim.claimName])
}
