package policies.references.volume_unused_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.references.volume_unused

cases[note] := {
	"input": testing.set_pod(kind, ["volumes", 0], {"name": "left", "emptyDir": {}}),
	"want": {{"path": testing.pod_path(kind, ["volumes", 0, "name"]), "message": "no container mounts the volume left"}},
} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s", [kind])
}

cases[note] := {
	"input": testing.edit(testing.set_pod("Pod", ["volumes", 0], {"name": "v", "emptyDir": {}}), [{"op": "add", "path": ["spec", list], "value": [{"name": "c", field: [{"name": "v"}]}]}]),
	"want": set(),
} if {
	some list in ["initContainers", "ephemeralContainers"]
	some field in ["volumeMounts", "volumeDevices"]
	note := sprintf("in %s of %s", [field, list])
}

cases["a claim template"] := {
	"input": testing.edit(testing.fixture("StatefulSet.apps"), [{"op": "remove", "path": ["spec", "template", "spec", "containers", 0, "volumeMounts", 1]}]),
	"want": {{"path": ["spec", "volumeClaimTemplates", 0, "metadata", "name"], "message": "no container mounts the claim data"}},
}

cases["all are mounted"] := {"input": testing.fixture("StatefulSet.apps"), "want": set()}

test_cases[note] if {
	some note, case in cases
	volume_unused.deny == case.want with input as case.input
}
