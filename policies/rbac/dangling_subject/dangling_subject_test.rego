package policies.rbac.dangling_subject_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.rbac.dangling_subject

account := testing.fixture("ServiceAccount")

role := testing.fixture("Role.rbac.authorization.k8s.io")

cluster := testing.fixture(lib.cluster_role)

to_role := testing.fixture("RoleBinding.rbac.authorization.k8s.io")

to_cluster := testing.fixture("ClusterRoleBinding.rbac.authorization.k8s.io")

subjects := [{"kind": "ServiceAccount", "name": "a", "namespace": "x"}]

bind(kind, role_kind, name) := testing.binding(sprintf("%s.%s", [kind, lib.rbac]), role_kind, name, subjects)

finding(o, i, name) := {
	"object": lib.ref(o),
	"path": ["subjects", i, "name"],
	"message": sprintf("there is no service account %s in namespace x", [name]),
}

others(list) := object.union(to_role, {"subjects": list})

namespace := testing.fixture("Namespace")

cases["it is there"] := {"input": testing.environment([namespace, account, to_role, to_cluster]), "want": set()}

cases["it is not"] := {"input": testing.environment([namespace, to_role, to_cluster]), "want": {finding(to_role, 0, "a"), finding(to_cluster, 0, "a")}}

cases["another is"] := {
	"input": testing.environment([testing.put(account, ["metadata", "name"], "b"), to_role]),
	"want": {finding(to_role, 0, "a")},
}

cases["it is in another namespace"] := {
	"input": testing.environment([namespace, testing.put(account, ["metadata", "namespace"], "y"), to_role]),
	"want": {finding(to_role, 0, "a")},
}

cases["by the name that it has as a user"] := {
	"input": testing.environment([account, others([{"kind": "User", "name": "system:serviceaccount:x:a"}, {"kind": "User", "name": "system:serviceaccount:x:b"}])]),
	"want": {finding(to_role, 1, "b")},
}

cases["every namespace has a default one"] := {
	"input": testing.environment([namespace, others([{"kind": "ServiceAccount", "namespace": "x", "name": "default"}])]),
	"want": set(),
}

cases["nothing is known of its namespace"] := {"input": testing.environment([to_role]), "want": set()}

cases["users and groups are elsewhere"] := {
	"input": testing.environment([namespace, others([{"kind": "User", "name": "jane"}, {"kind": "Group", "name": "ops"}])]),
	"want": set(),
}

test_cases[note] if {
	some note, case in cases
	dangling_subject.deny == case.want with input as case.input
}
