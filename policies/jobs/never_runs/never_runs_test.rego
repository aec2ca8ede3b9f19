package policies.jobs.never_runs_test

import data.policies.jobs.never_runs
import data.policies.lib.testing

scheduled(schedule) := testing.set("CronJob.batch", ["spec", "schedule"], schedule)

cases[schedule] := {
	"input": scheduled(schedule),
	"want": {{"path": ["spec", "schedule"], "message": sprintf("the schedule %q has no day: the months that it names have at most %d", [schedule, longest])}},
} if {
	some schedule, longest in {
		"0 3 30 2 *": 29,
		"0 3 30,31 feb ?": 29,
		"0 3 31 4,6,Sep,11 *": 30,
		"0 3 31 4 *": 30,
		"0  3 30-31 2-2 *": 29,
		"0 3 30/1 2 *": 29,
	}
}

cases[note] := {"input": scheduled(schedule), "want": set()} if {
	some schedule in [
		"0 3 29 2 *", "0 3 30 1,2 *", "0 3 30 2-3 *", "0 3 28,30 2 *", "0 3 * 2 *", "0 3 */5 2 *", "0 3 31 * *", "0 3 31 */2 *", "0 3 31 apr-may *",
		"0 3 30 2 1", "0 3 30 2 * 7", "@daily", "0 3 31 13 *", "0 3 31 xyz *", "", 3,
	]
	note := sprintf("%v runs", [schedule])
}

test_cases[note] if {
	some note, case in cases
	never_runs.deny == case.want with input as case.input
}
