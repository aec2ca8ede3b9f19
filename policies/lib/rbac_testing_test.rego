# What tests of rules about roles share.
package policies.lib.testing

import data.policies.lib

# role is a fixture with other rules.
role(kind, rules) := object.union(fixture(kind), {"rules": rules})

# grant is a rule of a role.
grant(group, resources, verbs) := {"apiGroups": [group], "resources": resources, "verbs": verbs}

# only is a rule of a role for objects that it names.
only(rule, names) := object.union(rule, {"resourceNames": names})

# first is where the finding is in a role with one rule for one resource.
first := ["rules", 0, "resources", 0]

# role_cases are the cases of rules of roles: bad ones with the message that is wanted, and good ones.
role_cases(kinds, bad, good) := object.union(
	{sprintf("%s: a %s", [note, kind]): {"input": role(kind, [rule]), "want": {{"path": first, "message": message}}} |
		some kind in kinds
		some note, [rule, message] in bad
	},
	{sprintf("%s: a %s", [note, kind]): {"input": role(kind, [rule]), "want": set()} |
		some kind in kinds
		some note, rule in good
	},
)

# odd are rules that the API server refuses; whoever reads roles must not fail on them.
odd := {
	"nothing is a rule": null,
	"a rule is a word": "x",
	"lists are words": {"apiGroups": "*", "resources": "*", "verbs": "*"},
	"lists hold no words": {"apiGroups": [1], "resources": [{}], "verbs": [null]},
	"names are no list": {"apiGroups": ["x.example.com"], "resources": ["x"], "verbs": ["get"], "resourceNames": 1},
}

# binding is a fixture with other subjects.
binding(kind, role_kind, role_name, subjects) := object.union(fixture(kind), {
	"roleRef": {"apiGroup": lib.rbac, "kind": role_kind, "name": role_name},
	"subjects": subjects,
})
