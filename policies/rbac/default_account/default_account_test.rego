package policies.rbac.default_account_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.rbac.default_account

finding(path, message) := {"path": path, "message": message}

account := {"kind": "ServiceAccount", "name": "a", "namespace": "x"}

group(name) := {"kind": "Group", "apiGroup": lib.rbac, "name": name}

user(name) := {"kind": "User", "apiGroup": lib.rbac, "name": name}

cases[sprintf("by a %s", [kind])] := {
	"input": testing.binding(kind, "ClusterRole", "view", [account, object.union(account, {"name": "default"})]),
	"want": {finding(["subjects", 1, "name"], "every pod of namespace x that names no service account has the permissions of view")},
} if {
	some kind in lib.bindings
}

cases["by the name that it has as a user"] := {
	"input": testing.binding("RoleBinding.rbac.authorization.k8s.io", "Role", "a", [user("system:serviceaccount:y:default")]),
	"want": {finding(["subjects", 0, "name"], "every pod of namespace y that names no service account has the permissions of a")},
}

cases["no namespace is its own"] := {
	"input": testing.binding("RoleBinding.rbac.authorization.k8s.io", "Role", "a", [{"kind": "ServiceAccount", "name": "default"}]),
	"want": {finding(["subjects", 0, "name"], "every pod of namespace x that names no service account has the permissions of a")},
}

cases["others"] := {
	"input": testing.binding("RoleBinding.rbac.authorization.k8s.io", "Role", "a", [account, group("default"), user("default"), user("system:serviceaccount:default:a"), user("system:node:a:default")]),
	"want": set(),
}

test_cases[note] if {
	some note, case in cases
	default_account.deny == case.want with input as case.input
}
