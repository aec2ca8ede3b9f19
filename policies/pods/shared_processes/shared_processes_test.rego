package policies.pods.shared_processes_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.pods.shared_processes

cases[note] := {
	"input": testing.set_pod(kind, ["shareProcessNamespace"], true),
	"want": {{"path": testing.pod_path(kind, ["shareProcessNamespace"]), "message": "the containers of the pod share their processes"}},
} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s that shares", [kind])
}

cases["false"] := {"input": testing.set_pod("Pod", ["shareProcessNamespace"], false), "want": set()}

cases["nothing is said"] := {"input": testing.fixture("Pod"), "want": set()}

test_cases[note] if {
	some note, case in cases
	shared_processes.deny == case.want with input as case.input
}
