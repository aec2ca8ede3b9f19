# METADATA
# title: What listens is restarted when it hangs
# description: >-
#   A process that hangs keeps its pod Running. Without a liveness probe it stays so until a person looks.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
# custom:
#   severity: low
#   kinds: [DaemonSet.apps, Deployment.apps, ReplicaSet.apps, ReplicationController, Rollout.argoproj.io, StatefulSet.apps]
#   scope: object
#   controls: []
#   fix: Add a livenessProbe that looks at the process alone, and fails later than the readiness probe.
package policies.availability.liveness_probe

import data.policies.lib

deny contains {"path": c.path, "message": message} if {
	some c in lib.serving(input)
	c.container.ports[0]
	not c.container.livenessProbe
	message := sprintf("%s listens, and nothing restarts it when it hangs", [lib.called(c)])
}
