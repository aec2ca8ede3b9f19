package policies.pods.pull_policy_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.pods.pull_policy

cases[note] := {"input": testing.fixture(kind), "want": set()} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s as it should be", [kind])
}

cases[note] := {
	"input": testing.set_pod(kind, [list, 0], object.union({"name": "x", "image": "registry.example.com/x:1.0.0"}, {"imagePullPolicy": "Never"})),
	"want": {{"path": testing.pod_path(kind, array.concat([list, 0], ["imagePullPolicy"])), "message": `container "x" never pulls its image: it starts only on nodes that have it`}},
} if {
	some kind in lib.workload_kinds
	some list in lib.container_lists
	note := sprintf("a %s with one of its %s", [kind, list])
}

pulled(image, policy) := testing.edit(testing.fixture("Pod"), [
	{"op": "replace", "path": "spec/containers/0/image", "value": image},
	{"op": "replace", "path": "spec/containers/0/imagePullPolicy", "value": policy},
])

cases[note] := {
	"input": pulled(image, policy),
	"want": {{"path": ["spec", "containers", 0, "imagePullPolicy"], "message": sprintf(`container "a" keeps what a node has of %s, whose tag moves`, [image])}},
} if {
	some [image, policy] in [
		["nginx", "IfNotPresent"], ["nginx:latest", "IfNotPresent"], ["registry.example.com:5000/nginx", "IfNotPresent"], ["nginx:main", "IfNotPresent"],
		["nginx:Nightly", null], ["nginx:stable", ""],
	]
	note := sprintf("%s with %v", [image, policy])
}

cases[note] := {"input": pulled(image, policy), "want": set()} if {
	some [image, policy] in [
		["nginx", "Always"], ["nginx", null], ["nginx:latest", ""], ["nginx:main", "Always"], ["nginx:1.27.3", "IfNotPresent"], ["nginx:1.27.3", null],
		["registry.example.com:5000/nginx:1.0.0", "IfNotPresent"], ["nginx:latest@sha256:0123", "IfNotPresent"], ["nginx:stable-1.2.3", null], [3, null],
	]
	note := sprintf("%v with %v", [image, policy])
}

test_cases[note] if {
	some note, case in cases
	pull_policy.deny == case.want with input as case.input
}
