package policies.pods.host_namespaces_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.pods.host_namespaces

cases[note] := {
	"input": testing.set_pod(kind, ["hostNetwork"], true),
	"want": {{"path": testing.pod_path(kind, ["hostNetwork"]), "message": "the pod shares the network of its node"}},
} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s on the host's network", [kind])
}

cases[note] := {
	"input": testing.set_pod("Pod", [field], true),
	"want": {{"path": ["spec", field], "message": message}},
} if {
	some field, message in {
		"hostPID": "the pod shares the processes of its node",
		"hostIPC": "the pod shares the memory of its node",
	}
	note := sprintf("a pod with %s", [field])
}

cases[note] := {"input": testing.set_pod("Pod", [field], false), "want": set()} if {
	some field in ["hostNetwork", "hostPID", "hostIPC"]
	note := sprintf("%s is false", [field])
}

cases["nothing is said"] := {"input": testing.fixture("Deployment.apps"), "want": set()}

test_cases[note] if {
	some note, case in cases
	host_namespaces.deny == case.want with input as case.input
}
