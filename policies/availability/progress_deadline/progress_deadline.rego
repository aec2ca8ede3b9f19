# METADATA
# title: An update waits as long as a start may take
# description: >-
#   Where a container may take longer to start than an update may take without progress, good updates are reported as
#   failed, and those that abort are undone.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#progress-deadline-seconds
# custom:
#   severity: low
#   kinds: [Deployment.apps, Rollout.argoproj.io]
#   scope: object
#   controls: []
#   fix: Raise progressDeadlineSeconds above the time that the startup probe allows.
package policies.availability.progress_deadline

import data.policies.lib

deny contains {"path": lib.at(c.path, ["startupProbe"]), "message": message} if {
	some c in lib.serving(input)
	probe := c.container.startupProbe
	seconds := (lib.whole(probe, ["initialDelaySeconds"], 0) + lib.probe_seconds(probe)) + lib.whole(input, ["spec", "minReadySeconds"], 0)
	deadline := lib.whole(input, ["spec", "progressDeadlineSeconds"], 600)
	seconds > deadline
	message := sprintf("%s may take %d s to start, and an update has failed after %d s", [lib.called(c), seconds, deadline])
}
