package policies.availability.probe_timeout_test

import data.policies.availability.probe_timeout
import data.policies.lib
import data.policies.lib.testing

probing_kinds := lib.controllers | {"Pod", "PodTemplate"}

slow(kind, which, timeout) := testing.edit(testing.fixture(kind), [{"op": "replace", "path": testing.pod_path(kind, ["containers", 0, which, "timeoutSeconds"]), "value": timeout}])

finding(kind, which, timeout) := {
	"path": testing.pod_path(kind, ["containers", 0, which]),
	"message": sprintf("the %s of container \"a\" may take %d s and is due every 10 s", [which, timeout]),
}

cases[note] := {"input": slow(kind, which, 11), "want": {finding(kind, which, 11)}} if {
	some kind in probing_kinds
	some which in lib.probe_kinds
	note := sprintf("a %s with a slow %s", [kind, which])
}

cases["as long as the period"] := {"input": slow("Pod", "livenessProbe", 10), "want": set()}

cases["the usual period is ten seconds"] := {
	"input": testing.edit(slow("Pod", "livenessProbe", 11), [{"op": "remove", "path": ["spec", "containers", 0, "livenessProbe", "periodSeconds"]}]),
	"want": {finding("Pod", "livenessProbe", 11)},
}

cases["the usual timeout is one second"] := {
	"input": testing.edit(testing.drop_pod("Pod", ["containers", 0, "livenessProbe", "timeoutSeconds"]), [{"op": "replace", "path": ["spec", "containers", 0, "livenessProbe", "periodSeconds"], "value": 1}]),
	"want": set(),
}

test_cases[note] if {
	some note, case in cases
	probe_timeout.deny == case.want with input as case.input
}
