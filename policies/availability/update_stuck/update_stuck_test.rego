package policies.availability.update_stuck_test

import data.policies.availability.update_stuck
import data.policies.lib.testing

cases[note] := {
	"input": testing.set(kind, ["spec", "paused"], true),
	"want": {{"path": ["spec", "paused"], "message": "updates are paused"}},
} if {
	some kind in ["Deployment.apps", "Rollout.argoproj.io"]
	note := sprintf("a %s that is paused", [kind])
}

cases[note] := {
	"input": testing.set(kind, ["spec", "updateStrategy"], {"type": "OnDelete"}),
	"want": {{"path": ["spec", "updateStrategy", "type"], "message": "pods get an update when somebody deletes them, and not before"}},
} if {
	some kind in ["DaemonSet.apps", "StatefulSet.apps"]
	note := sprintf("a %s that waits for deletion", [kind])
}

cases[note] := {"input": testing.fixture(kind), "want": set()} if {
	some kind in ["DaemonSet.apps", "Deployment.apps", "Rollout.argoproj.io", "StatefulSet.apps"]
	note := sprintf("a %s as it should be", [kind])
}

partition(n) := testing.set("StatefulSet.apps", ["spec", "updateStrategy", "rollingUpdate", "partition"], n)

cases["a partition"] := {
	"input": partition(2),
	"want": {{"path": ["spec", "updateStrategy", "rollingUpdate", "partition"], "message": "pods below number 2 get no update"}},
}

cases["a partition of none"] := {"input": partition(0), "want": set()}

canary(values) := testing.set("Rollout.argoproj.io", ["spec", "strategy", "canary"], values)

stuck := {{"path": ["spec", "strategy", "canary", "maxSurge"], "message": "an update may neither add a pod nor take one away"}}

cases["neither surge nor absence"] := {"input": canary({"maxSurge": 0, "maxUnavailable": 0}), "want": stuck}

cases["neither, as shares"] := {"input": canary({"maxSurge": "0%", "maxUnavailable": "0%"}), "want": stuck}

cases["no surge, and a quarter as usual"] := {"input": canary({"maxSurge": 0}), "want": set()}

cases["a small share"] := {"input": canary({"maxSurge": "1%", "maxUnavailable": 0}), "want": set()}

cases["not paused"] := {"input": testing.set("Deployment.apps", ["spec", "paused"], false), "want": set()}

test_cases[note] if {
	some note, case in cases
	update_stuck.deny == case.want with input as case.input
}
