# METADATA
# title: An update does not wait for the volume of the pod it replaces
# description: >-
#   A rolling update starts the new pod first. On another node it cannot mount the volume that the old pod has, and
#   the old pod goes only when the new one is ready.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy
# custom:
#   severity: high
#   kinds: [Deployment.apps, Rollout.argoproj.io]
#   scope: objects
#   controls: []
#   fix: >-
#     Use the strategy Recreate, maxSurge 0, or a StatefulSet.
package policies.storage.rolling_single_writer

import data.policies.lib

deny contains {"object": lib.ref(o), "path": path, "message": message} if {
	some kind in {"Deployment.apps", "Rollout.argoproj.io"}
	some o in lib.objects_of(kind)
	pod := lib.pod(o)
	some i, volume in pod.spec.volumes
	lib.single_writer(lib.namespace(o), volume)
	surges(o)
	path := lib.at(pod.path, ["volumes", i, "persistentVolumeClaim", "claimName"])
	message := sprintf("an update starts a second pod, and claim %s is mounted by one node", [volume.persistentVolumeClaim.claimName])
}

# surges says whether an update may add a pod: by default a quarter of them, at least one.
surges(o) if {
	strategy := lib.dig(o, ["spec", "strategy"], {})
	lib.dig(strategy, "type", "RollingUpdate") == "RollingUpdate"
	not strategy.blueGreen
	fields := object.union(lib.dig(strategy, "rollingUpdate", {}), lib.dig(strategy, "canary", {}))
	lib.share(object.get(fields, "maxSurge", "25%"), 1, "up") > 0
}

# Blue and green stand beside each other by design.
surges(o) if o.spec.strategy.blueGreen
