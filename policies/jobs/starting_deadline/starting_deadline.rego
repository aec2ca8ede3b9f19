# METADATA
# title: A CronJob says how late a run may start
# description: >-
#   Without a limit, a run that was missed hours ago starts as soon as it can, at a time nobody chose; below ten seconds
#   the controller may miss every run.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#starting-deadline
# custom:
#   severity: medium
#   kinds: [CronJob.batch]
#   scope: object
#   controls: []
#   fix: Set startingDeadlineSeconds to how late a run is still worth starting, at least 10.
package policies.jobs.starting_deadline

import data.policies.lib

deny contains {"path": ["spec", "startingDeadlineSeconds"], "message": "a run that was missed starts however late it is"} if {
	lib.dig(input, ["spec", "startingDeadlineSeconds"], null) == null
}

deny contains {"path": ["spec", "startingDeadlineSeconds"], "message": message} if {
	seconds := input.spec.startingDeadlineSeconds
	is_number(seconds)
	seconds < 10
	message := sprintf("runs may start at most %v s late, and the controller looks every 10 s", [seconds])
}
