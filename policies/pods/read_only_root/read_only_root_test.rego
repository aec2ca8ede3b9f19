package policies.pods.read_only_root_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.pods.read_only_root

cases[note] := {"input": testing.fixture(kind), "want": set()} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s as it should be", [kind])
}

cases[note] := {
	"input": testing.set_pod(kind, [list, 0], object.union({"name": "x", "image": "registry.example.com/x:1.0.0"}, {})),
	"want": {{"path": testing.pod_path(kind, array.concat([list, 0], ["securityContext", "readOnlyRootFilesystem"])), "message": `container "x" may write to its own image`}},
} if {
	some kind in lib.workload_kinds
	some list in lib.container_lists
	note := sprintf("a %s with one of its %s", [kind, list])
}

said(value) := testing.set("Pod", ["spec", "containers", 0, "securityContext", "readOnlyRootFilesystem"], value)

cases[note] := {
	"input": said(value),
	"want": {{"path": ["spec", "containers", 0, "securityContext", "readOnlyRootFilesystem"], "message": `container "a" may write to its own image`}},
} if {
	some value in [false, null]
	note := sprintf("it is %v", [value])
}

cases["on Windows it cannot be said"] := {"input": testing.put(said(false), ["spec", "os"], {"name": "windows"}), "want": set()}

test_cases[note] if {
	some note, case in cases
	read_only_root.deny == case.want with input as case.input
}
