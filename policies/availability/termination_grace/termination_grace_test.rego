package policies.availability.termination_grace_test

import data.policies.availability.termination_grace
import data.policies.lib
import data.policies.lib.testing

stopping(kind, grace, handler) := testing.edit(testing.fixture(kind), [
	{"op": "replace", "path": testing.pod_path(kind, ["terminationGracePeriodSeconds"]), "value": grace},
	{"op": "add", "path": testing.pod_path(kind, ["containers", 0, "lifecycle"]), "value": {"preStop": handler}},
])

finding(kind, sleep, grace) := {
	"path": testing.pod_path(kind, ["containers", 0, "lifecycle", "preStop"]),
	"message": sprintf("container \"a\" sleeps %d s before it is told to stop, and is killed after %d s", [sleep, grace]),
}

cases[note] := {
	"input": testing.set_pod(kind, ["terminationGracePeriodSeconds"], 0),
	"want": {{"path": testing.pod_path(kind, ["terminationGracePeriodSeconds"]), "message": "the pod is killed at once when it is stopped"}},
} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s that is killed at once", [kind])
}

cases[note] := {"input": stopping(kind, 10, {"sleep": {"seconds": 10}}), "want": {finding(kind, 10, 10)}} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s that sleeps until it is killed", [kind])
}

cases["a sleep that is cut off at once"] := {
	"input": stopping("Pod", 0, {"sleep": {"seconds": 5}}),
	"want": {{"path": ["spec", "terminationGracePeriodSeconds"], "message": "the pod is killed at once when it is stopped"}},
}

cases["a shorter sleep"] := {"input": stopping("Pod", 10, {"sleep": {"seconds": 9}}), "want": set()}

commands := [
	["sleep", "15"],
	["/bin/sleep", "15"],
	["sh", "-c", "sleep 15"],
	["sh", "-c", "sleep 5; nginx -s quit && sleep 10s"],
]

cases[note] := {"input": stopping("Pod", 15, {"exec": {"command": command}}), "want": {finding("Pod", 15, 15)}} if {
	some command in commands
	note := concat(" ", command)
}

cases["thirty seconds where nothing is said"] := {
	"input": testing.edit(stopping("Pod", 30, {"sleep": {"seconds": 30}}), [{"op": "remove", "path": ["spec", "terminationGracePeriodSeconds"]}]),
	"want": {finding("Pod", 30, 30)},
}

cases["a command that does not sleep"] := {"input": stopping("Pod", 1, {"exec": {"command": ["oversleep", "15"]}}), "want": set()}

cases["a request"] := {"input": stopping("Pod", 1, {"httpGet": {"port": 8080}}), "want": set()}

cases["nothing before"] := {"input": testing.fixture("Pod"), "want": set()}

test_cases[note] if {
	some note, case in cases
	termination_grace.deny == case.want with input as case.input
}
