package policies.jobs.deadline_test

import data.policies.jobs.deadline
import data.policies.lib.testing

at := {"CronJob.batch": ["spec", "jobTemplate", "spec"], "Job.batch": ["spec"]}

unbound(kind) := testing.drop(kind, array.concat(at[kind], ["activeDeadlineSeconds"]))

cases[note] := {
	"input": unbound(kind),
	"want": {{"path": array.concat(path, ["activeDeadlineSeconds"]), "message": "nothing ends the Job when it hangs"}},
} if {
	some kind, path in at
	note := sprintf("a %s without a deadline", [kind])
}

cases[note] := {"input": testing.put(unbound(kind), testing.pod_path(kind, ["activeDeadlineSeconds"]), 60), "want": set()} if {
	some kind, _ in at
	note := sprintf("a %s whose pods have one", [kind])
}

cases[note] := {"input": testing.fixture(kind), "want": set()} if {
	some kind, _ in at
	note := sprintf("a %s with a deadline", [kind])
}

test_cases[note] if {
	some note, case in cases
	deadline.deny == case.want with input as case.input
}
