package policies.rbac.cluster_admin_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.rbac.cluster_admin

finding(path, message) := {"path": path, "message": message}

account := {"kind": "ServiceAccount", "name": "a", "namespace": "x"}

group(name) := {"kind": "Group", "apiGroup": lib.rbac, "name": name}

user(name) := {"kind": "User", "apiGroup": lib.rbac, "name": name}

cases["in the cluster"] := {
	"input": testing.binding("ClusterRoleBinding.rbac.authorization.k8s.io", "ClusterRole", "cluster-admin", [account, group("ops")]),
	"want": {
		finding(["roleRef", "name"], "the service account a of namespace x may do everything in the cluster"),
		finding(["roleRef", "name"], "the group ops may do everything in the cluster"),
	},
}

cases["in a namespace"] := {
	"input": testing.binding("RoleBinding.rbac.authorization.k8s.io", "ClusterRole", "cluster-admin", [user("jane")]),
	"want": {finding(["roleRef", "name"], "the user jane may do everything in namespace x")},
}

cases["a role of its own that is called so"] := {"input": testing.binding("RoleBinding.rbac.authorization.k8s.io", "Role", "cluster-admin", [account]), "want": set()}

cases["nobody"] := {"input": testing.binding("ClusterRoleBinding.rbac.authorization.k8s.io", "ClusterRole", "cluster-admin", []), "want": set()}

cases[sprintf("another role, by a %s", [kind])] := {"input": testing.fixture(kind), "want": set()} if {
	some kind in lib.bindings
}

test_cases[note] if {
	some note, case in cases
	cluster_admin.deny == case.want with input as case.input
}
