package policies.pods.tolerates_everything_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.pods.tolerates_everything

cases[note] := {
	"input": testing.set_pod(kind, ["tolerations"], [{"key": "a", "operator": "Exists"}, {"operator": "Exists"}]),
	"want": {{"path": testing.pod_path(kind, ["tolerations", 1]), "message": "the pod tolerates every taint"}},
} if {
	some kind in lib.workload_kinds
	kind != "DaemonSet.apps"
	note := sprintf("a %s that tolerates everything", [kind])
}

cases["NoExecute alone"] := {
	"input": testing.set_pod("Pod", ["tolerations"], [{"key": "", "operator": "Exists", "effect": "NoExecute"}]),
	"want": {{"path": ["spec", "tolerations", 0], "message": "the pod tolerates every taint"}},
}

cases["a DaemonSet"] := {"input": testing.set_pod("DaemonSet.apps", ["tolerations"], [{"operator": "Exists"}]), "want": set()}

cases[note] := {"input": testing.set_pod("Pod", ["tolerations"], [toleration]), "want": set()} if {
	some note, toleration in {
		"one key": {"key": "a", "operator": "Exists"},
		"one value of no key": {"operator": "Equal"},
		"one effect": {"operator": "Exists", "effect": "NoSchedule"},
		"for a time": {"operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 60},
	}
}

test_cases[note] if {
	some note, case in cases
	tolerates_everything.deny == case.want with input as case.input
}
