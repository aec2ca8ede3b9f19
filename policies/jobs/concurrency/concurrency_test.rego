package policies.jobs.concurrency_test

import data.policies.jobs.concurrency
import data.policies.lib.testing

cases["nothing is said"] := {
	"input": testing.drop("CronJob.batch", ["spec", "concurrencyPolicy"]),
	"want": {{"path": ["spec", "concurrencyPolicy"], "message": "nothing is said of a run that starts before the last has ended"}},
}

cases[note] := {"input": testing.set("CronJob.batch", ["spec", "concurrencyPolicy"], policy), "want": set()} if {
	some policy in ["Allow", "Forbid", "Replace"]
	note := sprintf("%s, with a deadline", [policy])
}

unbound := testing.drop("CronJob.batch", ["spec", "jobTemplate", "spec", "activeDeadlineSeconds"])

cases["Allow, without a deadline"] := {
	"input": testing.put(unbound, ["spec", "concurrencyPolicy"], "Allow"),
	"want": {{"path": ["spec", "concurrencyPolicy"], "message": "runs may overlap, and nothing ends one that hangs"}},
}

cases["Forbid, without a deadline"] := {"input": unbound, "want": set()}

test_cases[note] if {
	some note, case in cases
	concurrency.deny == case.want with input as case.input
}
