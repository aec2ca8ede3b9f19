package policies.pods.seccomp_unconfined_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.pods.seccomp_unconfined

cases[note] := {"input": testing.fixture(kind), "want": set()} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s as it should be", [kind])
}

cases[note] := {
	"input": testing.set_pod(kind, [list, 0], object.union({"name": "x", "image": "registry.example.com/x:1.0.0"}, {"securityContext": {"seccompProfile": {"type": "Unconfined"}}})),
	"want": {{"path": testing.pod_path(kind, array.concat([list, 0], ["securityContext", "seccompProfile", "type"])), "message": `container "x" has the seccomp profile Unconfined`}},
} if {
	some kind in lib.workload_kinds
	some list in lib.container_lists
	note := sprintf("a %s with one of its %s", [kind, list])
}

profile(type) := testing.set_pod("Pod", ["securityContext", "seccompProfile"], {"type": type})

cases["the pod is unconfined"] := {
	"input": profile("Unconfined"),
	"want": {{"path": ["spec", "securityContext", "seccompProfile", "type"], "message": "the pod has the seccomp profile Unconfined"}},
}

cases["a profile of its own"] := {"input": profile("Localhost"), "want": set()}

test_cases[note] if {
	some note, case in cases
	seccomp_unconfined.deny == case.want with input as case.input
}
