package policies.jobs.starting_deadline_test

import data.policies.jobs.starting_deadline
import data.policies.lib.testing

cases["nothing is said"] := {
	"input": testing.drop("CronJob.batch", ["spec", "startingDeadlineSeconds"]),
	"want": {{"path": ["spec", "startingDeadlineSeconds"], "message": "a run that was missed starts however late it is"}},
}

late(seconds) := testing.set("CronJob.batch", ["spec", "startingDeadlineSeconds"], seconds)

cases["9 seconds"] := {
	"input": late(9),
	"want": {{"path": ["spec", "startingDeadlineSeconds"], "message": "runs may start at most 9 s late, and the controller looks every 10 s"}},
}

cases["null"] := {
	"input": late(null),
	"want": {{"path": ["spec", "startingDeadlineSeconds"], "message": "a run that was missed starts however late it is"}},
}

cases["10 seconds"] := {"input": late(10), "want": set()}

test_cases[note] if {
	some note, case in cases
	starting_deadline.deny == case.want with input as case.input
}
