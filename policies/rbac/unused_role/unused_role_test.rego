package policies.rbac.unused_role_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.rbac.unused_role

account := testing.fixture("ServiceAccount")

role := testing.fixture("Role.rbac.authorization.k8s.io")

cluster := testing.fixture(lib.cluster_role)

to_role := testing.fixture("RoleBinding.rbac.authorization.k8s.io")

to_cluster := testing.fixture("ClusterRoleBinding.rbac.authorization.k8s.io")

subjects := [{"kind": "ServiceAccount", "name": "a", "namespace": "x"}]

bind(kind, role_kind, name) := testing.binding(sprintf("%s.%s", [kind, lib.rbac]), role_kind, name, subjects)

finding(o) := {"object": lib.ref(o), "path": ["metadata", "name"], "message": "no binding refers to the role"}

labelled(labels) := testing.put(cluster, ["metadata", "labels"], labels)

gatherer(selector) := object.union(testing.put(testing.drop(lib.cluster_role, ["rules"]), ["metadata", "name"], "all"), {"aggregationRule": {"clusterRoleSelectors": [selector]}})

bound_gatherer(selector) := [gatherer(selector), bind("ClusterRoleBinding", "ClusterRole", "all")]

cases["both are bound"] := {"input": testing.environment([role, cluster, to_role, to_cluster]), "want": set()}

cases["neither is"] := {"input": testing.environment([role, cluster]), "want": {finding(role), finding(cluster)}}

cases["bound in a namespace"] := {"input": testing.environment([cluster, bind("RoleBinding", "ClusterRole", "a")]), "want": set()}

cases["a role of that name elsewhere is bound"] := {
	"input": testing.environment([role, testing.put(to_role, ["metadata", "namespace"], "y")]),
	"want": {finding(role)},
}

cases["one of the other kind is bound"] := {"input": testing.environment([cluster, to_role]), "want": {finding(cluster)}}

cases["part of the role view"] := {
	"input": testing.environment([labelled({"rbac.authorization.k8s.io/aggregate-to-view": "true"})]),
	"want": set(),
}

cases["kept out of the role view"] := {
	"input": testing.environment([labelled({"rbac.authorization.k8s.io/aggregate-to-view": "false"})]),
	"want": {finding(cluster)},
}

cases["part of a role of somebody else's"] := {
	"input": testing.environment([labelled({"rbac.kyverno.io/aggregate-to-admission-controller": "true"})]),
	"want": set(),
}

cases["gathered by labels"] := {
	"input": testing.environment(array.concat([labelled({"a": "b", "c": "d"})], bound_gatherer({"matchLabels": {"a": "b", "c": "d"}}))),
	"want": set(),
}

cases["gathered by an expression"] := {
	"input": testing.environment(array.concat([labelled({"a": "b"})], bound_gatherer({"matchExpressions": [{"key": "a", "operator": "Exists"}]}))),
	"want": set(),
}

cases["not gathered"] := {
	"input": testing.environment(array.concat([labelled({"a": "b"})], bound_gatherer({"matchLabels": {"a": "b", "c": "d"}}))),
	"want": {finding(cluster)},
}

cases["who gathers is to be bound, too"] := {
	"input": testing.environment([gatherer({"matchLabels": {"x": "y"}})]),
	"want": {finding(gatherer({}))},
}

cases["a role of every cluster"] := {"input": testing.environment([testing.put(cluster, ["metadata", "name"], "view")]), "want": set()}

test_cases[note] if {
	some note, case in cases
	unused_role.deny == case.want with input as case.input
}
