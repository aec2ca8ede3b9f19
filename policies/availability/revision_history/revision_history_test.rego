package policies.availability.revision_history_test

import data.policies.availability.revision_history
import data.policies.lib.testing

kinds := ["DaemonSet.apps", "Deployment.apps", "Rollout.argoproj.io", "StatefulSet.apps"]

cases[note] := {
	"input": testing.set(kind, ["spec", "revisionHistoryLimit"], 0),
	"want": {{"path": ["spec", "revisionHistoryLimit"], "message": "no old revision is kept, so that no update can be undone"}},
} if {
	some kind in kinds
	note := sprintf("a %s that keeps none", [kind])
}

cases[note] := {"input": testing.set(kind, ["spec", "revisionHistoryLimit"], 1), "want": set()} if {
	some kind in kinds
	note := sprintf("a %s that keeps one", [kind])
}

cases["nothing is said"] := {"input": testing.drop("Deployment.apps", ["spec", "revisionHistoryLimit"]), "want": set()}

test_cases[note] if {
	some note, case in cases
	revision_history.deny == case.want with input as case.input
}
