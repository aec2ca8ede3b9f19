package policies.rbac.escalate_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.rbac.escalate

kinds := lib.roles

bad["roles"] := [testing.grant(lib.rbac, ["roles"], ["escalate"]), `rule 0 grants escalate on roles: its holder gives itself any permission`]

bad["cluster roles, among other verbs"] := [testing.grant(lib.rbac, ["clusterroles"], ["get", "escalate"]), `rule 0 grants escalate on clusterroles: its holder gives itself any permission`]

bad["every verb"] := [testing.grant(lib.rbac, ["roles"], ["*"]), `rule 0 grants every verb on roles: its holder gives itself any permission`]

bad["every resource"] := [testing.grant(lib.rbac, ["*"], ["escalate"]), `rule 0 grants escalate on every resource: its holder gives itself any permission`]

bad["every group"] := [testing.grant("*", ["roles"], ["escalate"]), `rule 0 grants escalate on roles: its holder gives itself any permission`]

bad["a role that is named is as wide as any"] := [testing.only(testing.grant(lib.rbac, ["roles"], ["escalate"]), ["x"]), `rule 0 grants escalate on roles: its holder gives itself any permission`]

good["reading roles"] := testing.grant(lib.rbac, ["roles", "clusterroles"], ["get", "list", "watch"])

good["roles of another group"] := testing.grant("x.example.com", ["roles"], ["escalate"])

good["bindings know no such verb"] := testing.grant(lib.rbac, ["rolebindings"], ["escalate"])

good["what only looks like a star"] := testing.grant(lib.rbac, ["roles/*", "*/*"], ["escalate"])

cases := object.union_n([testing.role_cases(kinds, bad, object.union(good, testing.odd)), more])

more["two rules and two resources"] := {
	"input": testing.role(lib.cluster_role, [testing.grant("", ["pods"], ["get"]), testing.grant(lib.rbac, ["roles", "rolebindings", "clusterroles"], ["escalate"])]),
	"want": {
		{"path": ["rules", 1, "resources", 0], "message": "rule 1 grants escalate on roles: its holder gives itself any permission"},
		{"path": ["rules", 1, "resources", 2], "message": "rule 1 grants escalate on clusterroles: its holder gives itself any permission"},
	},
}

more["an aggregated role has no rules of its own"] := {
	"input": object.union(testing.drop(lib.cluster_role, ["rules"]), {"aggregationRule": {"clusterRoleSelectors": [{"matchLabels": {"a": "b"}}]}}),
	"want": set(),
}

test_cases[note] if {
	some note, case in cases
	escalate.deny == case.want with input as case.input
}
