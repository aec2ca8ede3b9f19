package policies.resources.cpu_request_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.resources.cpu_request

cases[note] := {
	"input": testing.edit(testing.fixture(kind), [{"op": "replace", "path": testing.pod_path(kind, ["containers", 0, "resources"]), "value": {"limits": {"memory": "1Gi"}}}]),
	"want": {{"path": testing.pod_path(kind, ["containers", 0, "resources"]), "message": `container "a" has no CPU request`}},
} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s without", [kind])
}

cases[note] := {"input": testing.fixture(kind), "want": set()} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s", [kind])
}

holding(resources) := testing.edit(testing.fixture("Pod"), [{"op": "replace", "path": ["spec", "containers", 0, "resources"], "value": resources}])

bare := {"path": ["spec", "containers", 0, "resources"], "message": `container "a" has no CPU request`}

cases["nothing is said of resources"] := {"input": testing.drop("Pod", ["spec", "containers", 0, "resources"]), "want": {bare}}

cases["the limit is the request"] := {"input": holding({"limits": {"cpu": "1"}}), "want": set()}

cases["nothing is asked"] := {"input": holding({"requests": {"cpu": 0}}), "want": set()}

side(container) := testing.set_pod("Pod", ["initContainers"], [object.union({"name": "i"}, container)])

cases["a sidecar"] := {
	"input": side({"restartPolicy": "Always"}),
	"want": {{"path": ["spec", "initContainers", 0, "resources"], "message": `container "i" has no CPU request`}},
}

cases["a step of the start"] := {"input": side({}), "want": set()}

cases["a container for debugging"] := {"input": testing.set_pod("Pod", ["ephemeralContainers"], [{"name": "d"}]), "want": set()}

cases[note] := {"input": testing.put(holding({}), ["spec", "resources"], {note: {"cpu": "1"}}), "want": set()} if {
	some note in ["requests", "limits"]
}

cases["the pod as a whole names another"] := {"input": testing.put(holding({}), ["spec", "resources"], {"requests": {"hugepages-2Mi": "2Mi"}}), "want": {bare}}

test_cases[note] if {
	some note, case in cases
	cpu_request.deny == case.want with input as case.input
}
