package policies.gitops.changing_selector_test

import data.policies.gitops.changing_selector
import data.policies.lib
import data.policies.lib.testing

kinds := lib.controllers - {"ReplicationController"}

finding(path, label) := {{"path": path, "message": sprintf("label %s changes from release to release, and a selector cannot", [label])}}

cases[note] := {
	"input": testing.set(kind, ["spec", "selector", "matchLabels", label], "1"),
	"want": finding(["spec", "selector", "matchLabels", label], label),
} if {
	some kind in kinds
	some label in ["app.kubernetes.io/version", "helm.sh/chart", "example.com/checksum-config"]
	note := sprintf("a %s that selects by %s", [kind, label])
}

cases["a ReplicationController"] := {
	"input": testing.set("ReplicationController", ["spec", "selector", "helm.sh/chart"], "c-1"),
	"want": finding(["spec", "selector", "helm.sh/chart"], "helm.sh/chart"),
}

cases[note] := {"input": testing.fixture(kind), "want": set()} if {
	some kind in lib.controllers
	note := sprintf("a %s as it should be", [kind])
}

expression(operator) := testing.set("Deployment.apps", ["spec", "selector", "matchExpressions"], [{"key": "helm.sh/chart", "operator": operator, "values": ["c-1"]}])

cases["an expression"] := {"input": expression("In"), "want": finding(["spec", "selector", "matchExpressions", 0], "helm.sh/chart")}

cases["an expression on a label that stays"] := {
	"input": testing.set("Deployment.apps", ["spec", "selector", "matchExpressions"], [{"key": "app.kubernetes.io/name", "operator": "In", "values": ["a"]}]),
	"want": set(),
}

cases["an expression without a value"] := {"input": expression("Exists"), "want": set()}

cases["a claim"] := {
	"input": testing.set("StatefulSet.apps", ["spec", "volumeClaimTemplates", 0, "metadata", "labels"], {"app.kubernetes.io/version": "1", "a": "b"}),
	"want": {{
		"path": ["spec", "volumeClaimTemplates", 0, "metadata", "labels", "app.kubernetes.io/version"],
		"message": "label app.kubernetes.io/version changes from release to release, and claims cannot",
	}},
}

cases["a version of the mesh"] := {"input": testing.set("Deployment.apps", ["spec", "selector", "matchLabels", "version"], "v1"), "want": set()}

test_cases[note] if {
	some note, case in cases
	changing_selector.deny == case.want with input as case.input
}
