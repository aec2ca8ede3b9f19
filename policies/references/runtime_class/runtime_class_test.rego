package policies.references.runtime_class_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.references.runtime_class

cases[note] := {
	"input": testing.environment([testing.set_pod(kind, ["runtimeClassName"], "sandbox")]),
	"want": {{"object": lib.ref(testing.fixture(kind)), "path": testing.pod_path(kind, ["runtimeClassName"]), "message": "there is no runtime class sandbox"}},
} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s", [kind])
}

sandboxed := testing.set_pod("Pod", ["runtimeClassName"], "sandbox")

cases["it is there"] := {
	"input": testing.environment([sandboxed, {"apiVersion": "node.k8s.io/v1", "kind": "RuntimeClass", "metadata": {"name": "sandbox"}, "handler": "h"}]),
	"want": set(),
}

cases["a controller brings it"] := {
	"input": testing.environment([sandboxed, testing.set("DaemonSet.apps", ["metadata", "annotations"], {"sutaz.ai/makes": "RuntimeClass.node.k8s.io/sandbox"})]),
	"want": set(),
}

cases["none"] := {"input": testing.environment([testing.fixture("Pod")]), "want": set()}

test_cases[note] if {
	some note, case in cases
	runtime_class.deny == case.want with input as case.input
}
