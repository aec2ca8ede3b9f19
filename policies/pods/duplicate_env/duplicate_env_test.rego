package policies.pods.duplicate_env_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.pods.duplicate_env

cases[note] := {"input": testing.fixture(kind), "want": set()} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s as it should be", [kind])
}

cases[note] := {
	"input": testing.set_pod(kind, [list, 0], object.union({"name": "x", "image": "registry.example.com/x:1.0.0"}, {"env": [{"name": "A", "value": "1"}, {"name": "B"}, {"name": "A", "value": "2"}]})),
	"want": {{"path": testing.pod_path(kind, array.concat([list, 0], ["env", 2])), "message": `container "x" says the variable A again`}},
} if {
	some kind in lib.workload_kinds
	some list in lib.container_lists
	note := sprintf("a %s with one of its %s", [kind, list])
}

env(list) := testing.edit(testing.fixture("Pod"), [{"op": "replace", "path": "spec/containers/0/env", "value": list}])

cases["three times, with equal values"] := {
	"input": env([{"name": "A", "value": "1"}, {"name": "A", "value": "1"}, {"name": "A", "value": "1"}]),
	"want": {
		{"path": ["spec", "containers", 0, "env", 1], "message": `container "a" says the variable A again`},
		{"path": ["spec", "containers", 0, "env", 2], "message": `container "a" says the variable A again`},
	},
}

cases["names differ in their letters"] := {"input": env([{"name": "A"}, {"name": "a"}]), "want": set()}

cases["null"] := {"input": env(null), "want": set()}

test_cases[note] if {
	some note, case in cases
	duplicate_env.deny == case.want with input as case.input
}
