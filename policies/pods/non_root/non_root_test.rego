package policies.pods.non_root_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.pods.non_root

cases[note] := {"input": testing.fixture(kind), "want": set()} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s as it should be", [kind])
}

cases[note] := {
	"input": testing.set_pod(kind, [list, 0], object.union({"name": "x", "image": "registry.example.com/x:1.0.0"}, {"securityContext": {"runAsNonRoot": false}})),
	"want": {{"path": testing.pod_path(kind, array.concat([list, 0], ["securityContext", "runAsNonRoot"])), "message": `container "x" allows root`}},
} if {
	some kind in lib.workload_kinds
	some list in lib.container_lists
	note := sprintf("a %s with one of its %s", [kind, list])
}

unsaid := testing.drop("Pod", ["spec", "securityContext", "runAsNonRoot"])

missing := {"path": ["spec", "containers", 0, "securityContext", "runAsNonRoot"], "message": `container "a" does not forbid root, nor does its pod`}

cases["nobody says it"] := {"input": unsaid, "want": {missing}}

cases["neither pod nor container has a security context"] := {
	"input": testing.edit(testing.drop("Pod", ["spec", "securityContext"]), [{"op": "remove", "path": "spec/containers/0/securityContext"}]),
	"want": {missing},
}

cases["the container says it"] := {"input": testing.put(unsaid, ["spec", "containers", 0, "securityContext", "runAsNonRoot"], true), "want": set()}

cases["the pod says no and its container yes"] := {
	"input": testing.put(testing.put(unsaid, ["spec", "securityContext", "runAsNonRoot"], false), ["spec", "containers", 0, "securityContext", "runAsNonRoot"], true),
	"want": {{"path": ["spec", "securityContext", "runAsNonRoot"], "message": "the pod allows root"}},
}

cases["the pod says no and its container nothing"] := {
	"input": testing.put(unsaid, ["spec", "securityContext", "runAsNonRoot"], false),
	"want": {{"path": ["spec", "securityContext", "runAsNonRoot"], "message": "the pod allows root"}},
}

cases["the pod has users of its own"] := {"input": testing.put(unsaid, ["spec", "hostUsers"], false), "want": set()}

cases["it allows root among users of its own"] := {
	"input": testing.put(testing.put(unsaid, ["spec", "hostUsers"], false), ["spec", "securityContext", "runAsNonRoot"], false),
	"want": set(),
}

cases["on Windows it is wanted too"] := {"input": testing.put(unsaid, ["spec", "os"], {"name": "windows"}), "want": {missing}}

test_cases[note] if {
	some note, case in cases
	non_root.deny == case.want with input as case.input
}
