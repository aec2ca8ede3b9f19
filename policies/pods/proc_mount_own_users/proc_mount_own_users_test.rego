package policies.pods.proc_mount_own_users_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.pods.proc_mount_own_users

cases[note] := {"input": testing.fixture(kind), "want": set()} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s as it should be", [kind])
}

mounted(kind, list, own) := testing.put(
	testing.set_pod(kind, [list, 0], {"name": "x", "securityContext": {"procMount": "Unmasked"}}),
	testing.pod_path(kind, ["hostUsers"]), own,
)

cases[note] := {
	"input": mounted(kind, list, false),
	"want": {{"path": testing.pod_path(kind, [list, 0, "securityContext", "procMount"]), "message": `container "x" mounts /proc as Unmasked`}},
} if {
	some kind in lib.workload_kinds
	some list in lib.container_lists
	note := sprintf("a %s with one of its %s", [kind, list])
}

cases["masked, with users of its own"] := {
	"input": testing.put(testing.set_pod("Pod", ["hostUsers"], false), ["spec", "containers", 0, "securityContext", "procMount"], "Default"),
	"want": set(),
}

cases["with the users of the node another rule speaks"] := {"input": mounted("Pod", "containers", true), "want": set()}

test_cases[note] if {
	some note, case in cases
	proc_mount_own_users.deny == case.want with input as case.input
}
