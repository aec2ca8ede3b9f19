# METADATA
# title: Runs of a CronJob do not pile up
# description: >-
#   Unless it is said, a run starts while the one before still works: a slow night doubles the load, or two runs change
#   the same data.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#concurrency-policy
# custom:
#   severity: medium
#   kinds: [CronJob.batch]
#   scope: object
#   controls: []
#   fix: >-
#     Set concurrencyPolicy to Forbid or Replace; where runs may overlap, say Allow and bound each with
#     activeDeadlineSeconds.
package policies.jobs.concurrency

import data.policies.lib

deny contains {"path": ["spec", "concurrencyPolicy"], "message": "nothing is said of a run that starts before the last has ended"} if {
	lib.dig(input, ["spec", "concurrencyPolicy"], null) in {"", null}
}

deny contains {"path": ["spec", "concurrencyPolicy"], "message": "runs may overlap, and nothing ends one that hangs"} if {
	input.spec.concurrencyPolicy == "Allow"
	lib.dig(input, ["spec", "jobTemplate", "spec", "activeDeadlineSeconds"], null) == null
}
