package policies.pods.capabilities_kept_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.pods.capabilities_kept

cases[note] := {"input": testing.fixture(kind), "want": set()} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s as it should be", [kind])
}

cases[note] := {
	"input": testing.set_pod(kind, [list, 0], object.union({"name": "x", "image": "registry.example.com/x:1.0.0"}, {})),
	"want": {{"path": testing.pod_path(kind, array.concat([list, 0], ["securityContext", "capabilities", "drop"])), "message": `container "x" does not give up ALL capabilities`}},
} if {
	some kind in lib.workload_kinds
	some list in lib.container_lists
	note := sprintf("a %s with one of its %s", [kind, list])
}

kept := {"path": ["spec", "containers", 0, "securityContext", "capabilities", "drop"], "message": `container "a" does not give up ALL capabilities`}

dropped(names) := testing.set("Pod", ["spec", "containers", 0, "securityContext", "capabilities", "drop"], names)

cases[note] := {"input": dropped(names), "want": {kept}} if {
	some note, names in {"some": ["NET_RAW", "SYS_ADMIN"], "none": [], "null": null, "in small letters": ["all"]}
}

cases["ALL among others"] := {"input": dropped(["NET_RAW", "ALL"]), "want": set()}

cases["on Windows it cannot be said"] := {"input": testing.put(dropped([]), ["spec", "os"], {"name": "windows"}), "want": set()}

test_cases[note] if {
	some note, case in cases
	capabilities_kept.deny == case.want with input as case.input
}
