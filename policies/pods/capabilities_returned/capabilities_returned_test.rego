package policies.pods.capabilities_returned_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.pods.capabilities_returned

cases[note] := {"input": testing.fixture(kind), "want": set()} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s as it should be", [kind])
}

cases[note] := {
	"input": testing.set_pod(kind, [list, 0], object.union({"name": "x", "image": "registry.example.com/x:1.0.0"}, {"securityContext": {"capabilities": {"add": ["NET_BIND_SERVICE", "CHOWN"]}}})),
	"want": {{"path": testing.pod_path(kind, array.concat([list, 0], ["securityContext", "capabilities", "add", 1])), "message": `container "x" gets back the capability CHOWN`}},
} if {
	some kind in lib.workload_kinds
	some list in lib.container_lists
	note := sprintf("a %s with one of its %s", [kind, list])
}

add(name) := testing.set("Pod", ["spec", "containers", 0, "securityContext", "capabilities", "add"], [name])

cases["NET_BIND_SERVICE"] := {"input": add("NET_BIND_SERVICE"), "want": set()}

cases["of more another rule speaks"] := {"input": add("SYS_ADMIN"), "want": set()}

cases["on Windows the standard does not ask"] := {"input": testing.put(add("CHOWN"), ["spec", "os"], {"name": "windows"}), "want": set()}

test_cases[note] if {
	some note, case in cases
	capabilities_returned.deny == case.want with input as case.input
}
