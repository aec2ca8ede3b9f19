package policies.pods.node_name_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.pods.node_name

cases[note] := {
	"input": testing.set_pod(kind, ["nodeName"], "n1"),
	"want": {{"path": testing.pod_path(kind, ["nodeName"]), "message": "the pod runs only on the node n1"}},
} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s that names its node", [kind])
}

cases["an empty name"] := {"input": testing.set_pod("Pod", ["nodeName"], ""), "want": set()}

cases["no name"] := {"input": testing.fixture("Pod"), "want": set()}

test_cases[note] if {
	some note, case in cases
	node_name.deny == case.want with input as case.input
}
