package policies.availability.progress_deadline_test

import data.policies.availability.progress_deadline
import data.policies.lib.testing

kinds := ["Deployment.apps", "Rollout.argoproj.io"]

starting(kind, failures) := testing.edit(testing.fixture(kind), [{"op": "replace", "path": testing.pod_path(kind, ["containers", 0, "startupProbe", "failureThreshold"]), "value": failures}])

finding(kind, seconds) := {
	"path": testing.pod_path(kind, ["containers", 0, "startupProbe"]),
	"message": sprintf("container \"a\" may take %d s to start, and an update has failed after 600 s", [seconds]),
}

cases[note] := {"input": starting(kind, 61), "want": {finding(kind, 610)}} if {
	some kind in kinds
	note := sprintf("a %s that starts too slowly", [kind])
}

cases["as long as the deadline"] := {"input": starting("Deployment.apps", 60), "want": set()}

cases["ten minutes where nothing is said"] := {
	"input": testing.edit(starting("Deployment.apps", 61), [{"op": "remove", "path": ["spec", "progressDeadlineSeconds"]}]),
	"want": {finding("Deployment.apps", 610)},
}

cases["it must be ready for a while"] := {
	"input": testing.put(starting("Deployment.apps", 60), ["spec", "minReadySeconds"], 1),
	"want": {finding("Deployment.apps", 601)},
}

cases["no startup probe"] := {"input": testing.drop_pod("Deployment.apps", ["containers", 0, "startupProbe"]), "want": set()}

test_cases[note] if {
	some note, case in cases
	progress_deadline.deny == case.want with input as case.input
}
