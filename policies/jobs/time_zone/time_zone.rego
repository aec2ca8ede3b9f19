# METADATA
# title: A CronJob says in which zone its times are
# description: >-
#   Without a zone the times are those of the control plane, which differ between clusters and change when it moves.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#time-zones
# custom:
#   severity: low
#   kinds: [CronJob.batch]
#   scope: object
#   controls: []
#   fix: Set timeZone, for example to Etc/UTC.
package policies.jobs.time_zone

import data.policies.lib

deny contains {"path": ["spec", "timeZone"], "message": "the schedule is in the time zone of the control plane"} if {
	lib.dig(input, ["spec", "timeZone"], null) in {"", null}
}
