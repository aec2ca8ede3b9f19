package policies.pods.se_linux_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.pods.se_linux

cases[note] := {"input": testing.fixture(kind), "want": set()} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s as it should be", [kind])
}

cases[note] := {
	"input": testing.set_pod(kind, [list, 0], object.union({"name": "x", "image": "registry.example.com/x:1.0.0"}, {"securityContext": {"seLinuxOptions": {"type": "spc_t"}}})),
	"want": {{"path": testing.pod_path(kind, array.concat([list, 0], ["securityContext", "seLinuxOptions", "type"])), "message": `container "x" has the SELinux type spc_t`}},
} if {
	some kind in lib.workload_kinds
	some list in lib.container_lists
	note := sprintf("a %s with one of its %s", [kind, list])
}

options(fields) := testing.set_pod("Pod", ["securityContext", "seLinuxOptions"], fields)

cases["all three, on the pod"] := {
	"input": options({"type": "spc_t", "user": "system_u", "role": "system_r", "level": "s0:c1,c2"}),
	"want": {
		{"path": ["spec", "securityContext", "seLinuxOptions", "type"], "message": "the pod has the SELinux type spc_t"},
		{"path": ["spec", "securityContext", "seLinuxOptions", "user"], "message": "the pod sets the SELinux user system_u"},
		{"path": ["spec", "securityContext", "seLinuxOptions", "role"], "message": "the pod sets the SELinux role system_r"},
	},
}

cases[note] := {"input": options({"type": type, "user": "", "role": "", "level": "s0:c1,c2"}), "want": set()} if {
	some type in se_linux.allowed
	note := sprintf("the type %q", [type])
}

cases["null"] := {"input": options({"type": null, "user": null, "role": null}), "want": set()}

test_cases[note] if {
	some note, case in cases
	se_linux.deny == case.want with input as case.input
}
