package policies.pods.proc_mount_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.pods.proc_mount

cases[note] := {"input": testing.fixture(kind), "want": set()} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s as it should be", [kind])
}

cases[note] := {
	"input": testing.set_pod(kind, [list, 0], object.union({"name": "x", "image": "registry.example.com/x:1.0.0"}, {"securityContext": {"procMount": "Unmasked"}})),
	"want": {{"path": testing.pod_path(kind, array.concat([list, 0], ["securityContext", "procMount"])), "message": `container "x" mounts /proc as Unmasked, with the users of its node`}},
} if {
	some kind in lib.workload_kinds
	some list in lib.container_lists
	note := sprintf("a %s with one of its %s", [kind, list])
}

mounted := testing.set("Pod", ["spec", "containers", 0, "securityContext", "procMount"], "Unmasked")

cases["the pod has users of its own"] := {"input": testing.put(mounted, ["spec", "hostUsers"], false), "want": set()}

cases["the pod says that it has none"] := {
	"input": testing.put(mounted, ["spec", "hostUsers"], true),
	"want": {{"path": ["spec", "containers", 0, "securityContext", "procMount"], "message": `container "a" mounts /proc as Unmasked, with the users of its node`}},
}

cases["Default"] := {"input": testing.set("Pod", ["spec", "containers", 0, "securityContext", "procMount"], "Default"), "want": set()}

test_cases[note] if {
	some note, case in cases
	proc_mount.deny == case.want with input as case.input
}
