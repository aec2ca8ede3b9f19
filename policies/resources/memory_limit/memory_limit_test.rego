package policies.resources.memory_limit_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.resources.memory_limit

cases[note] := {
	"input": testing.edit(testing.fixture(kind), [{"op": "replace", "path": testing.pod_path(kind, ["containers", 0, "resources"]), "value": {"requests": {"memory": "1Gi"}, "limits": {"cpu": "1"}}}]),
	"want": {{"path": testing.pod_path(kind, ["containers", 0, "resources"]), "message": `container "a" has no memory limit`}},
} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s without", [kind])
}

cases[note] := {"input": testing.fixture(kind), "want": set()} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s", [kind])
}

holding(resources) := testing.edit(testing.fixture("Pod"), [{"op": "replace", "path": ["spec", "containers", 0, "resources"], "value": resources}])

bare := {"path": ["spec", "containers", 0, "resources"], "message": `container "a" has no memory limit`}

cases["nothing is said of resources"] := {"input": testing.drop("Pod", ["spec", "containers", 0, "resources"]), "want": {bare}}

cases["a step of the start"] := {
	"input": testing.set_pod("Pod", ["initContainers"], [{"name": "i"}]),
	"want": {{"path": ["spec", "initContainers", 0, "resources"], "message": `container "i" has no memory limit`}},
}

cases["a container for debugging"] := {"input": testing.set_pod("Pod", ["ephemeralContainers"], [{"name": "d"}]), "want": set()}

cases["the pod as a whole has one"] := {"input": testing.put(holding({}), ["spec", "resources"], {"limits": {"memory": "1Gi"}}), "want": set()}

cases["the pod as a whole has a request"] := {"input": testing.put(holding({}), ["spec", "resources"], {"requests": {"memory": "1Gi"}}), "want": {bare}}

test_cases[note] if {
	some note, case in cases
	memory_limit.deny == case.want with input as case.input
}
