package policies.pods.capabilities_added_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.pods.capabilities_added

cases[note] := {"input": testing.fixture(kind), "want": set()} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s as it should be", [kind])
}

cases[note] := {
	"input": testing.set_pod(kind, [list, 0], object.union({"name": "x", "image": "registry.example.com/x:1.0.0"}, {"securityContext": {"capabilities": {"add": ["CHOWN", "SYS_ADMIN"]}}})),
	"want": {{"path": testing.pod_path(kind, array.concat([list, 0], ["securityContext", "capabilities", "add", 1])), "message": `container "x" gets the capability SYS_ADMIN`}},
} if {
	some kind in lib.workload_kinds
	some list in lib.container_lists
	note := sprintf("a %s with one of its %s", [kind, list])
}

add(names) := testing.set("Pod", ["spec", "containers", 0, "securityContext", "capabilities", "add"], names)

cases[note] := {
	"input": add([name]),
	"want": {{"path": ["spec", "containers", 0, "securityContext", "capabilities", "add", 0], "message": sprintf(`container "a" gets the capability %s`, [name])}},
} if {
	some name in ["NET_RAW", "NET_ADMIN", "SYS_PTRACE", "SYS_MODULE", "BPF", "ALL", "CAP_CHOWN", "chown"]
	note := sprintf("%s is not in the list of the standard", [name])
}

cases["all that the standard allows"] := {"input": add([name | some name in capabilities_added.allowed]), "want": set()}

cases["nothing is added"] := {"input": add([]), "want": set()}

test_allowed if count(capabilities_added.allowed) == 13

test_cases[note] if {
	some note, case in cases
	capabilities_added.deny == case.want with input as case.input
}
