# METADATA
# title: An update leaves pods running
# description: >-
#   An update that may take away every pod at once is an outage, although it is called rolling.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#max-unavailable
# custom:
#   severity: high
#   kinds: [DaemonSet.apps, Deployment.apps, Rollout.argoproj.io, StatefulSet.apps]
#   scope: objects
#   controls: [SOC2/A1.2]
#   fix: Set maxUnavailable below the number of pods that always run; 0 with a maxSurge of 1 takes none away.
package policies.availability.update_takes_all

import data.policies.lib

# places say where each kind keeps maxUnavailable, and which way Kubernetes rounds it.
places := {
	"DaemonSet.apps": {"path": ["spec", "updateStrategy", "rollingUpdate", "maxUnavailable"], "round": "up"},
	"Deployment.apps": {"path": ["spec", "strategy", "rollingUpdate", "maxUnavailable"], "round": "down"},
	"Rollout.argoproj.io": {"path": ["spec", "strategy", "canary", "maxUnavailable"], "round": "down"},
	"StatefulSet.apps": {"path": ["spec", "updateStrategy", "rollingUpdate", "maxUnavailable"], "round": "up"},
}

deny contains {"object": lib.ref(o), "path": place.path, "message": message} if {
	some kind, place in places
	some o in lib.objects_of(kind)
	most := object.get(o, place.path, 0)
	pods := lib.fewest(o)
	pods > 1
	lib.share(most, pods, place.round) >= pods
	message := sprintf("an update may take away %v of the %d pods that always run", [most, pods])
}

# How many pods a DaemonSet has is up to the nodes.
deny contains {"object": lib.ref(o), "path": path, "message": message} if {
	some o in lib.objects_of("DaemonSet.apps")
	path := places["DaemonSet.apps"].path
	most := object.get(o, path, 0)
	lib.percentage(most) >= 100
	message := sprintf("an update may take away %s of the pods", [most])
}
