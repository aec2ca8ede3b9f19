# METADATA
# title: Every Job ends at some time
# description: >-
#   A Job that hangs holds its cores and memory until somebody notices; with concurrencyPolicy Forbid its CronJob never
#   runs again.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/workloads/controllers/job/
# custom:
#   severity: medium
#   kinds: [CronJob.batch, Job.batch]
#   scope: object
#   controls: []
#   fix: Set activeDeadlineSeconds on the Job, well above what a run takes.
package policies.jobs.deadline

import data.policies.lib

# A deadline of the pod bounds each try, and backoffLimit the number of tries.
deny contains {"path": lib.at(at, ["activeDeadlineSeconds"]), "message": "nothing ends the Job when it hangs"} if {
	at := {"CronJob.batch": ["spec", "jobTemplate", "spec"], "Job.batch": ["spec"]}[lib.kind(input)]
	every steps in [["activeDeadlineSeconds"], ["template", "spec", "activeDeadlineSeconds"]] {
		lib.dig(input, lib.at(at, steps), null) == null
	}
}
