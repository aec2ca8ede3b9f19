package policies.rbac.masters_binding_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.rbac.masters_binding

finding(path, message) := {"path": path, "message": message}

account := {"kind": "ServiceAccount", "name": "a", "namespace": "x"}

group(name) := {"kind": "Group", "apiGroup": lib.rbac, "name": name}

user(name) := {"kind": "User", "apiGroup": lib.rbac, "name": name}

cases[sprintf("by a %s", [kind])] := {
	"input": testing.binding(kind, "ClusterRole", "view", [group("ops"), group("system:masters")]),
	"want": {finding(["subjects", 1, "name"], "view is given to system:masters, who may do everything")},
} if {
	some kind in lib.bindings
}

cases["others"] := {"input": testing.binding("RoleBinding.rbac.authorization.k8s.io", "Role", "a", [group("masters"), user("system:masters"), account]), "want": set()}

test_cases[note] if {
	some note, case in cases
	masters_binding.deny == case.want with input as case.input
}
