package policies.secrets.whole_secret_in_environment_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.secrets.whole_secret_in_environment

with_sources(kind, list, sources) := testing.set_pod(kind, [list, 0], {"name": "x", "image": "registry.example.com/x:1.0.0", "envFrom": sources})

cases[sprintf("a %s, in %s", [kind, list])] := {
	"input": with_sources(kind, list, [{"configMapRef": {"name": "c"}}, {"prefix": "A_", "secretRef": {"name": "s"}}]),
	"want": {{
		"path": testing.pod_path(kind, [list, 0, "envFrom", 1, "secretRef"]),
		"message": `container "x" gets every key of the Secret s as a variable`,
	}},
} if {
	some kind in lib.workload_kinds
	some list in ["initContainers", "containers", "ephemeralContainers"]
}

cases["a ConfigMap"] := {"input": with_sources("Pod", "containers", [{"configMapRef": {"name": "c"}}]), "want": set()}

cases["one key"] := {
	"input": testing.set_pod("Pod", ["containers", 0, "env"], [{"name": "A", "valueFrom": {"secretKeyRef": {"name": "s", "key": "a"}}}]),
	"want": set(),
}

test_cases[note] if {
	some note, case in cases
	whole_secret_in_environment.deny == case.want with input as case.input
}
