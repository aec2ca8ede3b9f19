package policies.pods.privileged_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.pods.privileged

cases[note] := {"input": testing.fixture(kind), "want": set()} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s that says nothing", [kind])
}

cases[note] := {
	"input": testing.set_pod(kind, [list, 0], {"name": "x", "image": "registry.example.com/x:1.0.0", "securityContext": {"privileged": true}}),
	"want": {{
		"path": testing.pod_path(kind, [list, 0, "securityContext", "privileged"]),
		"message": `container "x" runs privileged`,
	}},
} if {
	some kind in lib.workload_kinds
	some list in ["initContainers", "containers"]
	note := sprintf("a %s with privileged %s", [kind, list])
}

cases["false is said"] := {
	"input": testing.set_pod("Pod", ["containers", 0, "securityContext", "privileged"], false),
	"want": set(),
}

test_cases[note] if {
	some note, case in cases
	privileged.deny == case.want with input as case.input
}
