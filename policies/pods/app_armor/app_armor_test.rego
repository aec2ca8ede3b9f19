package policies.pods.app_armor_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.pods.app_armor

cases[note] := {"input": testing.fixture(kind), "want": set()} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s as it should be", [kind])
}

cases[note] := {
	"input": testing.set_pod(kind, [list, 0], object.union({"name": "x", "image": "registry.example.com/x:1.0.0"}, {"securityContext": {"appArmorProfile": {"type": "Unconfined"}}})),
	"want": {{"path": testing.pod_path(kind, array.concat([list, 0], ["securityContext", "appArmorProfile", "type"])), "message": `container "x" has the AppArmor profile Unconfined`}},
} if {
	some kind in lib.workload_kinds
	some list in lib.container_lists
	note := sprintf("a %s with one of its %s", [kind, list])
}

cases["the pod is unconfined"] := {
	"input": testing.set_pod("Pod", ["securityContext", "appArmorProfile"], {"type": "Unconfined"}),
	"want": {{"path": ["spec", "securityContext", "appArmorProfile", "type"], "message": "the pod has the AppArmor profile Unconfined"}},
}

cases[note] := {"input": testing.set_pod("Pod", ["securityContext", "appArmorProfile"], {"type": type}), "want": set()} if {
	some type in ["RuntimeDefault", "Localhost"]
	note := sprintf("the profile %s", [type])
}

annotation := "container.apparmor.security.beta.kubernetes.io/a"

annotated(kind, value) := testing.set(kind, array.concat(lib.workload_paths[kind], ["metadata", "annotations", annotation]), value)

cases[note] := {
	"input": annotated(kind, "unconfined"),
	"want": {{
		"path": array.concat(lib.workload_paths[kind], ["metadata", "annotations", annotation]),
		"message": `an annotation gives container "a" the AppArmor profile unconfined`,
	}},
} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s that is unconfined by an annotation", [kind])
}

cases[note] := {"input": annotated("Pod", value), "want": set()} if {
	some value in ["runtime/default", "localhost/mine", ""]
	note := sprintf("the annotation %q", [value])
}

cases["an annotation that is null"] := {"input": annotated("Pod", null), "want": set()}

cases["another annotation"] := {"input": testing.set("Pod", ["metadata", "annotations", "example.com/a"], "unconfined"), "want": set()}

cases["an annotation of the Deployment, not of its pods"] := {
	"input": testing.set("Deployment.apps", ["metadata", "annotations", annotation], "unconfined"),
	"want": set(),
}

test_cases[note] if {
	some note, case in cases
	app_armor.deny == case.want with input as case.input
}
