package policies.pods.host_ports_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.pods.host_ports

cases[note] := {"input": testing.fixture(kind), "want": set()} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s as it should be", [kind])
}

cases[note] := {
	"input": testing.set_pod(kind, [list, 0], object.union({"name": "x", "image": "registry.example.com/x:1.0.0"}, {"ports": [{"containerPort": 80}, {"containerPort": 81, "hostPort": 8081}]})),
	"want": {{"path": testing.pod_path(kind, array.concat([list, 0], ["ports", 1, "hostPort"])), "message": `container "x" takes the port 8081 of its node`}},
} if {
	some kind in lib.workload_kinds
	some list in lib.container_lists
	note := sprintf("a %s with one of its %s", [kind, list])
}

cases[note] := {"input": testing.set("Pod", ["spec", "containers", 0, "ports", 0, "hostPort"], value), "want": set()} if {
	some value in [0, null]
	note := sprintf("hostPort is %v", [value])
}

test_cases[note] if {
	some note, case in cases
	host_ports.deny == case.want with input as case.input
}
