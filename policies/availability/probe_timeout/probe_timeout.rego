# METADATA
# title: A probe ends before the next begins
# description: >-
#   Probes of a container do not overlap. One that may take longer than its period is asked less often than it says, and
#   failures count later.
# related_resources:
# - ref: https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/#configure-probes
# custom:
#   severity: low
#   kinds: [DaemonSet.apps, Deployment.apps, Pod, PodTemplate, ReplicaSet.apps, ReplicationController, Rollout.argoproj.io, StatefulSet.apps]
#   scope: object
#   controls: []
#   fix: Make timeoutSeconds no longer than periodSeconds.
package policies.availability.probe_timeout

import data.policies.lib

deny contains {"path": lib.at(c.path, [which]), "message": message} if {
	some c in lib.containers(input)
	some which in lib.probe_kinds
	probe := c.container[which]
	timeout := lib.whole(probe, ["timeoutSeconds"], 1)
	period := lib.whole(probe, ["periodSeconds"], 10)
	timeout > period
	message := sprintf("the %s of %s may take %d s and is due every %d s", [which, lib.called(c), timeout, period])
}
