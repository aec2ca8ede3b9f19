package policies.pods.root_group_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.pods.root_group

cases[note] := {"input": testing.fixture(kind), "want": set()} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s as it should be", [kind])
}

cases[note] := {
	"input": testing.set_pod(kind, [list, 0], object.union({"name": "x", "image": "registry.example.com/x:1.0.0"}, {"securityContext": {"runAsGroup": 0}})),
	"want": {{"path": testing.pod_path(kind, array.concat([list, 0], ["securityContext", "runAsGroup"])), "message": `container "x" has group 0 as runAsGroup`}},
} if {
	some kind in lib.workload_kinds
	some list in lib.container_lists
	note := sprintf("a %s with one of its %s", [kind, list])
}

groups(fields) := testing.put(testing.fixture("Pod"), ["spec", "securityContext"], fields)

cases["all of the pod"] := {
	"input": groups({"runAsGroup": 0, "fsGroup": 0, "supplementalGroups": [5, 0]}),
	"want": {
		{"path": ["spec", "securityContext", "runAsGroup"], "message": "the pod has group 0 as runAsGroup"},
		{"path": ["spec", "securityContext", "fsGroup"], "message": "the pod has group 0 as fsGroup"},
		{"path": ["spec", "securityContext", "supplementalGroups", 1], "message": "the pod has group 0 among supplementalGroups"},
	},
}

cases["other groups"] := {"input": groups({"runAsGroup": 1, "fsGroup": 1, "supplementalGroups": [1]}), "want": set()}

cases["the pod has users of its own"] := {
	"input": testing.put(groups({"runAsGroup": 0, "fsGroup": 0, "supplementalGroups": [0]}), ["spec", "hostUsers"], false),
	"want": set(),
}

test_cases[note] if {
	some note, case in cases
	root_group.deny == case.want with input as case.input
}
