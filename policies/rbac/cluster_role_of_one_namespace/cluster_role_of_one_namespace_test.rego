package policies.rbac.cluster_role_of_one_namespace_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.rbac.cluster_role_of_one_namespace

account := testing.fixture("ServiceAccount")

role := testing.fixture("Role.rbac.authorization.k8s.io")

cluster := testing.fixture(lib.cluster_role)

to_role := testing.fixture("RoleBinding.rbac.authorization.k8s.io")

to_cluster := testing.fixture("ClusterRoleBinding.rbac.authorization.k8s.io")

subjects := [{"kind": "ServiceAccount", "name": "a", "namespace": "x"}]

bind(kind, role_kind, name) := testing.binding(sprintf("%s.%s", [kind, lib.rbac]), role_kind, name, subjects)

finding := {"object": lib.ref(cluster), "path": ["kind"], "message": "the role is bound in namespace x and nowhere else"}

here := bind("RoleBinding", "ClusterRole", "a")

cases["bound in one namespace"] := {"input": testing.environment([cluster, here]), "want": {finding}}

cases["twice in one"] := {"input": testing.environment([cluster, here, testing.put(here, ["metadata", "name"], "b")]), "want": {finding}}

cases["in two"] := {"input": testing.environment([cluster, here, testing.put(here, ["metadata", "namespace"], "y")]), "want": set()}

cases["in the cluster, too"] := {"input": testing.environment([cluster, here, to_cluster]), "want": set()}

cases["in the cluster"] := {"input": testing.environment([cluster, to_cluster]), "want": set()}

cases["nowhere, which another rule finds"] := {"input": testing.environment([cluster]), "want": set()}

cases["part of another role"] := {
	"input": testing.environment([testing.put(cluster, ["metadata", "labels"], {"rbac.authorization.k8s.io/aggregate-to-edit": "true"}), here]),
	"want": set(),
}

cases["a Role cannot gather others"] := {
	"input": testing.environment([object.union(testing.drop(lib.cluster_role, ["rules"]), {"aggregationRule": {"clusterRoleSelectors": []}}), here]),
	"want": set(),
}

cases["a role of every cluster"] := {
	"input": testing.environment([testing.put(cluster, ["metadata", "name"], "view"), bind("RoleBinding", "ClusterRole", "view")]),
	"want": set(),
}

test_cases[note] if {
	some note, case in cases
	cluster_role_of_one_namespace.deny == case.want with input as case.input
}
