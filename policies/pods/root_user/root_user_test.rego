package policies.pods.root_user_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.pods.root_user

cases[note] := {"input": testing.fixture(kind), "want": set()} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s as it should be", [kind])
}

cases[note] := {
	"input": testing.set_pod(kind, [list, 0], object.union({"name": "x", "image": "registry.example.com/x:1.0.0"}, {"securityContext": {"runAsUser": 0}})),
	"want": {{"path": testing.pod_path(kind, array.concat([list, 0], ["securityContext", "runAsUser"])), "message": `container "x" runs as user 0, which is root`}},
} if {
	some kind in lib.workload_kinds
	some list in lib.container_lists
	note := sprintf("a %s with one of its %s", [kind, list])
}

root := testing.set("Pod", ["spec", "securityContext", "runAsUser"], 0)

cases["the pod"] := {"input": root, "want": {{"path": ["spec", "securityContext", "runAsUser"], "message": "the pod runs as user 0, which is root"}}}

cases["the pod has users of its own"] := {"input": testing.put(root, ["spec", "hostUsers"], false), "want": set()}

cases["user 1"] := {"input": testing.set("Pod", ["spec", "securityContext", "runAsUser"], 1), "want": set()}

test_cases[note] if {
	some note, case in cases
	root_user.deny == case.want with input as case.input
}
