package policies.rbac.everyone_binding_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.rbac.everyone_binding

finding(path, message) := {"path": path, "message": message}

account := {"kind": "ServiceAccount", "name": "a", "namespace": "x"}

group(name) := {"kind": "Group", "apiGroup": lib.rbac, "name": name}

user(name) := {"kind": "User", "apiGroup": lib.rbac, "name": name}

cases[sprintf("%s by a %s", [name, kind])] := {
	"input": testing.binding(kind, "ClusterRole", "view", [account, group(name)]),
	"want": {finding(["subjects", 1, "name"], sprintf("%s has the permissions of view", [who]))},
} if {
	some kind in lib.bindings
	some name, who in {"system:authenticated": "whoever logs in", "system:serviceaccounts": "every pod of the cluster"}
}

cases["what every cluster tells"] := {
	"input": testing.binding("ClusterRoleBinding.rbac.authorization.k8s.io", "ClusterRole", "system:discovery", [group("system:authenticated")]),
	"want": set(),
}

cases["the accounts of a namespace"] := {
	"input": testing.binding("RoleBinding.rbac.authorization.k8s.io", "Role", "a", [group("system:serviceaccounts:x"), user("system:authenticated")]),
	"want": set(),
}

test_cases[note] if {
	some note, case in cases
	everyone_binding.deny == case.want with input as case.input
}
