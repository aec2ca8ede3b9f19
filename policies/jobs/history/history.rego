# METADATA
# title: A CronJob keeps its failed runs, and not too many runs
# description: >-
#   With no failed run kept, its logs and reason go when it fails; with many, their pods fill the namespace.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#jobs-history-limits
# custom:
#   severity: low
#   kinds: [CronJob.batch]
#   scope: object
#   controls: []
#   fix: Set failedJobsHistoryLimit to 1 to 10 and successfulJobsHistoryLimit to 0 to 10, or leave them out.
package policies.jobs.history

most := 10

deny contains {"path": ["spec", "failedJobsHistoryLimit"], "message": "no failed run is kept to be looked into"} if {
	input.spec.failedJobsHistoryLimit == 0
}

deny contains {"path": ["spec", field], "message": sprintf("%v ended runs are kept with their pods, more than %d", [limit, most])} if {
	some field in ["failedJobsHistoryLimit", "successfulJobsHistoryLimit"]
	limit := input.spec[field]
	is_number(limit)
	limit > most
}
