package policies.rbac.anonymous_binding_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.rbac.anonymous_binding

finding(path, message) := {"path": path, "message": message}

account := {"kind": "ServiceAccount", "name": "a", "namespace": "x"}

group(name) := {"kind": "Group", "apiGroup": lib.rbac, "name": name}

user(name) := {"kind": "User", "apiGroup": lib.rbac, "name": name}

cases[sprintf("%s by a %s", [s.name, kind])] := {
	"input": testing.binding(kind, "ClusterRole", "view", [account, s]),
	"want": {finding(["subjects", 1, "name"], "whoever reaches the API server has the permissions of view")},
} if {
	some kind in lib.bindings
	some s in [user("system:anonymous"), group("system:unauthenticated")]
}

cases["what every cluster tells"] := {
	"input": testing.binding("ClusterRoleBinding.rbac.authorization.k8s.io", "ClusterRole", "system:public-info-viewer", [group("system:unauthenticated"), user("system:anonymous")]),
	"want": set(),
}

cases["an account of that name"] := {
	"input": testing.binding("RoleBinding.rbac.authorization.k8s.io", "Role", "a", [object.union(account, {"name": "system:anonymous"}), user("system:unauthenticated")]),
	"want": set(),
}

cases[sprintf("an account, by a %s", [kind])] := {"input": testing.fixture(kind), "want": set()} if {
	some kind in lib.bindings
}

test_cases[note] if {
	some note, case in cases
	anonymous_binding.deny == case.want with input as case.input
}
