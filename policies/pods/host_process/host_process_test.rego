package policies.pods.host_process_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.pods.host_process

cases[note] := {"input": testing.fixture(kind), "want": set()} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s as it should be", [kind])
}

cases[note] := {
	"input": testing.set_pod(kind, [list, 0], object.union({"name": "x", "image": "registry.example.com/x:1.0.0"}, {"securityContext": {"windowsOptions": {"hostProcess": true}}})),
	"want": {{"path": testing.pod_path(kind, array.concat([list, 0], ["securityContext", "windowsOptions", "hostProcess"])), "message": `container "x" runs as a process of its Windows node`}},
} if {
	some kind in lib.workload_kinds
	some list in lib.container_lists
	note := sprintf("a %s with one of its %s", [kind, list])
}

options(value) := testing.set_pod("Pod", ["securityContext", "windowsOptions"], {"hostProcess": value})

cases["the pod"] := {
	"input": options(true),
	"want": {{"path": ["spec", "securityContext", "windowsOptions", "hostProcess"], "message": "the pod runs as a process of its Windows node"}},
}

cases["false"] := {"input": options(false), "want": set()}

test_cases[note] if {
	some note, case in cases
	host_process.deny == case.want with input as case.input
}
