package policies.pods.seccomp_annotations_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.pods.seccomp_annotations

annotated(kind, name) := testing.set(kind, array.concat(lib.workload_paths[kind], ["metadata", "annotations", name]), "runtime/default")

cases[note] := {
	"input": annotated(kind, name),
	"want": {{
		"path": array.concat(lib.workload_paths[kind], ["metadata", "annotations", name]),
		"message": sprintf("the annotation %s: runtime/default has had no effect since Kubernetes 1.27", [name]),
	}},
} if {
	some kind in lib.workload_kinds
	some name in ["seccomp.security.alpha.kubernetes.io/pod", "container.seccomp.security.alpha.kubernetes.io/a"]
	note := sprintf("a %s with %s", [kind, name])
}

cases["another annotation"] := {"input": annotated("Pod", "example.com/seccomp"), "want": set()}

test_cases[note] if {
	some note, case in cases
	seccomp_annotations.deny == case.want with input as case.input
}
