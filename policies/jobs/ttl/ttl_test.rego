package policies.jobs.ttl_test

import data.policies.jobs.ttl
import data.policies.lib.testing

stays := testing.drop("Job.batch", ["spec", "ttlSecondsAfterFinished"])

forever := {"path": ["spec", "ttlSecondsAfterFinished"], "message": "the Job stays for ever once it has ended"}

cases["nothing removes it"] := {"input": stays, "want": {forever}}

cases["null"] := {"input": testing.set("Job.batch", ["spec", "ttlSecondsAfterFinished"], null), "want": {forever}}

cases["at once"] := {"input": testing.set("Job.batch", ["spec", "ttlSecondsAfterFinished"], 0), "want": set()}

cases["a CronJob removes it"] := {
	"input": testing.put(stays, ["metadata", "ownerReferences"], [{"apiVersion": "batch/v1", "kind": "CronJob", "name": "a", "uid": "u", "controller": true}]),
	"want": set(),
}

annotated(name, value) := testing.put(stays, ["metadata", "annotations", name], value)

cases[note] := {"input": annotated(note, value), "want": set()} if {
	some note, value in {
		"argocd.argoproj.io/hook": "PreSync",
		"helm.sh/hook": "pre-install",
		"argocd.argoproj.io/sync-options": "Force=true, Replace=true",
	}
}

cases[note] := {"input": annotated("argocd.argoproj.io/sync-options", note), "want": {forever}} if {
	some note in ["Force=true", "Replace=false"]
}

test_cases[note] if {
	some note, case in cases
	ttl.deny == case.want with input as case.input
}
