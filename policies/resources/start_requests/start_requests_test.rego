package policies.resources.start_requests_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.resources.start_requests

# The container of the fixtures asks for 100m of CPU and 128Mi of memory.
pod(kind, list) := testing.set_pod(kind, ["initContainers"], [{"name": sprintf("i%d", [i]), "resources": {"requests": requests}} | some i, requests in list])

cases[note] := {
	"input": pod(kind, [{"cpu": "50m"}, {"cpu": "201m"}]),
	"want": {{"path": testing.pod_path(kind, ["initContainers"]), "message": "a step of the start asks for 0.201 of cpu, and the pod then for 0.1"}},
} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s", [kind])
}

cases["memory"] := {
	"input": pod("Pod", [{"memory": "1Gi"}]),
	"want": {{"path": ["spec", "initContainers"], "message": "a step of the start asks for 1Gi of memory, and the pod then for 128Mi"}},
}

cases["twice as much"] := {"input": pod("Pod", [{"cpu": "200m", "memory": "256Mi"}]), "want": set()}

cases["one after the other"] := {"input": pod("Pod", [{"cpu": "200m"}, {"cpu": "200m"}]), "want": set()}

cases["a sidecar"] := {
	"input": testing.put(pod("Pod", [{"cpu": "1"}]), ["spec", "initContainers", 0, "restartPolicy"], "Always"),
	"want": set(),
}

cases["a step beside a sidecar"] := {
	"input": testing.put(pod("Pod", [{"cpu": "100m"}, {"cpu": "301m"}]), ["spec", "initContainers", 0, "restartPolicy"], "Always"),
	"want": {{"path": ["spec", "initContainers"], "message": "a step of the start asks for 0.401 of cpu, and the pod then for 0.2"}},
}

cases["the pod as a whole is bounded"] := {"input": testing.put(pod("Pod", [{"cpu": "1"}]), ["spec", "resources"], {"requests": {"cpu": "1"}}), "want": set()}

cases["no step"] := {"input": testing.fixture("Pod"), "want": set()}

test_cases[note] if {
	some note, case in cases
	start_requests.deny == case.want with input as case.input
}
