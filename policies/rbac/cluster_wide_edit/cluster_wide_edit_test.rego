package policies.rbac.cluster_wide_edit_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.rbac.cluster_wide_edit

finding(path, message) := {"path": path, "message": message}

account := {"kind": "ServiceAccount", "name": "a", "namespace": "x"}

group(name) := {"kind": "Group", "apiGroup": lib.rbac, "name": name}

user(name) := {"kind": "User", "apiGroup": lib.rbac, "name": name}

kind := "ClusterRoleBinding.rbac.authorization.k8s.io"

cases[sprintf("the role %s", [name])] := {
	"input": testing.binding(kind, "ClusterRole", name, [account, user("jane")]),
	"want": {
		finding(["roleRef", "name"], sprintf("the service account a of namespace x has the role %s in every namespace", [name])),
		finding(["roleRef", "name"], sprintf("the user jane has the role %s in every namespace", [name])),
	},
} if {
	some name in ["admin", "edit"]
}

cases["a role of its own that is called so"] := {"input": testing.binding(kind, "Role", "admin", [account]), "want": set()}

cases["who may view"] := {"input": testing.binding(kind, "ClusterRole", "view", [group("ops")]), "want": set()}

cases["in one namespace, which is another kind"] := {"input": testing.fixture(kind), "want": set()}

test_cases[note] if {
	some note, case in cases
	cluster_wide_edit.deny == case.want with input as case.input
}
