package policies.rbac.view_widened_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.rbac.view_widened

view(rules) := object.union(testing.role(lib.cluster_role, rules), {"metadata": {"labels": {"rbac.authorization.k8s.io/aggregate-to-view": "true"}}})

cases["it writes"] := {
	"input": view([testing.grant("x.example.com", ["things", "others"], ["get", "create"])]),
	"want": {{"path": ["rules", 0, "verbs", 1], "message": "who may view may also create things, others"}},
}

cases["it reads secrets"] := {
	"input": view([testing.grant("", ["secrets"], ["list"])]),
	"want": {{"path": testing.first, "message": "rule 0 grants list on secrets to all who may view"}},
}

cases["URLs are no resources"] := {"input": view([{"nonResourceURLs": ["/x"], "resources": [], "verbs": ["post"]}]), "want": set()}

cases["it reads"] := {"input": view([testing.grant("x.example.com", ["things"], ["get", "list", "watch"])]), "want": set()}

cases["it is for those who edit"] := {"input": testing.role(lib.cluster_role, [testing.grant("x.example.com", ["things"], ["create"])]), "want": set()}

cases["the label says no"] := {
	"input": object.union(view([testing.grant("", ["things"], ["create"])]), {"metadata": {"labels": {"rbac.authorization.k8s.io/aggregate-to-view": "false"}}}),
	"want": set(),
}

test_cases[note] if {
	some note, case in cases
	view_widened.deny == case.want with input as case.input
}
