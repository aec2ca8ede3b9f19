package policies.rbac.dangling_role_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.rbac.dangling_role

account := testing.fixture("ServiceAccount")

role := testing.fixture("Role.rbac.authorization.k8s.io")

cluster := testing.fixture(lib.cluster_role)

to_role := testing.fixture("RoleBinding.rbac.authorization.k8s.io")

to_cluster := testing.fixture("ClusterRoleBinding.rbac.authorization.k8s.io")

subjects := [{"kind": "ServiceAccount", "name": "a", "namespace": "x"}]

bind(kind, role_kind, name) := testing.binding(sprintf("%s.%s", [kind, lib.rbac]), role_kind, name, subjects)

finding(o, message) := {"object": lib.ref(o), "path": ["roleRef", "name"], "message": message}

cases["both are there"] := {"input": testing.environment([role, cluster, to_role, to_cluster]), "want": set()}

cases["neither is"] := {
	"input": testing.environment([to_role, to_cluster]),
	"want": {finding(to_role, "there is no Role a in namespace x"), finding(to_cluster, "there is no ClusterRole a")},
}

cases["the role is in another namespace"] := {
	"input": testing.environment([testing.put(role, ["metadata", "namespace"], "y"), to_role]),
	"want": {finding(to_role, "there is no Role a in namespace x")},
}

cases["the role is of the other kind"] := {
	"input": testing.environment([role, bind("RoleBinding", "ClusterRole", "a")]),
	"want": {finding(to_role, "there is no ClusterRole a")},
}

cases["a cluster role in a namespace"] := {"input": testing.environment([cluster, bind("RoleBinding", "ClusterRole", "a")]), "want": set()}

cases[sprintf("every cluster has %s", [name])] := {"input": testing.environment([bind("ClusterRoleBinding", "ClusterRole", name)]), "want": set()} if {
	some name in ["view", "edit", "admin", "cluster-admin", "system:auth-delegator"]
}

cases["every cluster has roles, too"] := {"input": testing.environment([bind("RoleBinding", "Role", "extension-apiserver-authentication-reader")]), "want": set()}

cases["no role is named"] := {"input": testing.environment([testing.drop("RoleBinding.rbac.authorization.k8s.io", ["roleRef"])]), "want": set()}

test_cases[note] if {
	some note, case in cases
	dangling_role.deny == case.want with input as case.input
}
