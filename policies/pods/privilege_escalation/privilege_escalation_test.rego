package policies.pods.privilege_escalation_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.pods.privilege_escalation

cases[note] := {"input": testing.fixture(kind), "want": set()} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s as it should be", [kind])
}

cases[note] := {
	"input": testing.set_pod(kind, [list, 0], object.union({"name": "x", "image": "registry.example.com/x:1.0.0"}, {})),
	"want": {{"path": testing.pod_path(kind, array.concat([list, 0], ["securityContext", "allowPrivilegeEscalation"])), "message": `container "x" does not forbid its programs to get more rights`}},
} if {
	some kind in lib.workload_kinds
	some list in lib.container_lists
	note := sprintf("a %s with one of its %s", [kind, list])
}

cases[note] := {
	"input": testing.set("Pod", ["spec", "containers", 0, "securityContext", "allowPrivilegeEscalation"], value),
	"want": {{"path": ["spec", "containers", 0, "securityContext", "allowPrivilegeEscalation"], "message": `container "a" does not forbid its programs to get more rights`}},
} if {
	some value in [true, null]
	note := sprintf("it is %v", [value])
}

cases["the container has no security context"] := {
	"input": testing.drop("Pod", ["spec", "containers", 0, "securityContext"]),
	"want": {{"path": ["spec", "containers", 0, "securityContext", "allowPrivilegeEscalation"], "message": `container "a" does not forbid its programs to get more rights`}},
}

cases["on Windows it cannot be said"] := {
	"input": testing.put(testing.drop("Pod", ["spec", "containers", 0, "securityContext"]), ["spec", "os"], {"name": "windows"}),
	"want": set(),
}

test_cases[note] if {
	some note, case in cases
	privilege_escalation.deny == case.want with input as case.input
}
