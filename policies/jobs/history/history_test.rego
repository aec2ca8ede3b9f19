package policies.jobs.history_test

import data.policies.jobs.history
import data.policies.lib.testing

kept(field, limit) := testing.set("CronJob.batch", ["spec", field], limit)

cases["no failed run"] := {
	"input": kept("failedJobsHistoryLimit", 0),
	"want": {{"path": ["spec", "failedJobsHistoryLimit"], "message": "no failed run is kept to be looked into"}},
}

cases[note] := {
	"input": kept(field, 11),
	"want": {{"path": ["spec", field], "message": "11 ended runs are kept with their pods, more than 10"}},
} if {
	some field in ["failedJobsHistoryLimit", "successfulJobsHistoryLimit"]
	note := sprintf("%s is 11", [field])
}

cases[note] := {"input": kept(field, limit), "want": set()} if {
	some [field, limit] in [["failedJobsHistoryLimit", 1], ["failedJobsHistoryLimit", 10], ["successfulJobsHistoryLimit", 0], ["successfulJobsHistoryLimit", null], ["failedJobsHistoryLimit", "0"]]
	note := sprintf("%s is %v", [field, limit])
}

cases["the defaults"] := {
	"input": testing.edit(testing.drop("CronJob.batch", ["spec", "failedJobsHistoryLimit"]), [{"op": "remove", "path": "spec/successfulJobsHistoryLimit"}]),
	"want": set(),
}

test_cases[note] if {
	some note, case in cases
	history.deny == case.want with input as case.input
}
