package policies.pods.seccomp_missing_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.pods.seccomp_missing

cases[note] := {
	"input": testing.drop_pod(kind, ["securityContext", "seccompProfile"]),
	"want": {{"path": testing.pod_path(kind, ["containers", 0, "securityContext", "seccompProfile"]), "message": `container "a" has no seccomp profile, nor has its pod`}},
} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s that names none", [kind])
}

unsaid := testing.drop("Pod", ["spec", "securityContext", "seccompProfile"])

own := testing.put(unsaid, ["spec", "containers", 0, "securityContext", "seccompProfile"], {"type": "RuntimeDefault"})

cases["the container names one"] := {"input": own, "want": set()}

cases[note] := {
	"input": testing.put(own, ["spec", list, 0], {"name": "x"}),
	"want": {{"path": ["spec", list, 0, "securityContext", "seccompProfile"], "message": `container "x" has no seccomp profile, nor has its pod`}},
} if {
	some list in lib.container_lists
	note := sprintf("another of its %s names none", [list])
}

cases["on Windows it cannot be said"] := {"input": testing.put(unsaid, ["spec", "os"], {"name": "windows"}), "want": set()}

cases["of a wrong one another rule speaks"] := {"input": testing.put(unsaid, ["spec", "securityContext", "seccompProfile"], {"type": "Unconfined"}), "want": set()}

cases[note] := {"input": testing.fixture(kind), "want": set()} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s as it should be", [kind])
}

test_cases[note] if {
	some note, case in cases
	seccomp_missing.deny == case.want with input as case.input
}
