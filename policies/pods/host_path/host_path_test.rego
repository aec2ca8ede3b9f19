package policies.pods.host_path_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.pods.host_path

cases[note] := {
	"input": testing.set_pod(kind, ["volumes", 0], {"name": "logs", "hostPath": {"path": "/var/log"}}),
	"want": {{"path": testing.pod_path(kind, ["volumes", 0, "hostPath"]), "message": `the volume "logs" is a directory of the node`}},
} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s that mounts a directory of its node", [kind])
}

cases[note] := {"input": testing.set_pod("Pod", ["volumes"], volumes), "want": set()} if {
	some note, volumes in {
		"hostPath is null": [{"name": "v", "hostPath": null}],
		"volumes are null": null,
		"another type": [{"name": "v", "emptyDir": {}}],
	}
}

cases["no volumes"] := {"input": testing.drop_pod("Pod", ["volumes"]), "want": set()}

test_cases[note] if {
	some note, case in cases
	host_path.deny == case.want with input as case.input
}
