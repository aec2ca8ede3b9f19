package policies.pods.sysctls_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.pods.sysctls

set_to(kind, names) := testing.set_pod(kind, ["securityContext", "sysctls"], [{"name": name, "value": "1"} | some name in names])

cases[note] := {
	"input": set_to(kind, ["net.ipv4.tcp_syncookies", "kernel.msgmax"]),
	"want": {{"path": testing.pod_path(kind, ["securityContext", "sysctls", 1, "name"]), "message": "the pod sets kernel.msgmax of the kernel"}},
} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s that sets kernel.msgmax", [kind])
}

cases["all that the standard allows"] := {"input": set_to("Pod", sysctls.allowed), "want": set()}

cases["null"] := {"input": testing.set_pod("Pod", ["securityContext", "sysctls"], null), "want": set()}

test_allowed if count(sysctls.allowed) == 12

test_cases[note] if {
	some note, case in cases
	sysctls.deny == case.want with input as case.input
}
