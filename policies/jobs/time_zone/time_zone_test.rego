package policies.jobs.time_zone_test

import data.policies.jobs.time_zone
import data.policies.lib.testing

cases["no zone"] := {
	"input": testing.drop("CronJob.batch", ["spec", "timeZone"]),
	"want": {{"path": ["spec", "timeZone"], "message": "the schedule is in the time zone of the control plane"}},
}

cases["a zone"] := {"input": testing.fixture("CronJob.batch"), "want": set()}

test_cases[note] if {
	some note, case in cases
	time_zone.deny == case.want with input as case.input
}
