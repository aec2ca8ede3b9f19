package policies.rbac.wildcards_test

import data.policies.lib.testing
import data.policies.rbac.wildcards

roles := ["Role.rbac.authorization.k8s.io", "ClusterRole.rbac.authorization.k8s.io"]

cases[note] := {
	"input": testing.set(kind, ["rules", 0, field], ["*"]),
	"want": {{"path": ["rules", 0, field, 0], "message": message}},
} if {
	some kind in roles
	some field, message in {
		"verbs": "rule 0 grants every one of its verbs",
		"resources": "rule 0 grants every one of its resources",
		"apiGroups": "rule 0 grants every one of its API groups",
	}
	note := sprintf("a %s with every one of %s", [kind, field])
}

cases["a star among others"] := {
	"input": testing.set(roles[0], ["rules", 0, "verbs"], ["get", "*"]),
	"want": {{"path": ["rules", 0, "verbs", 1], "message": "rule 0 grants every one of its verbs"}},
}

cases[sprintf("every URL, as %s", [url])] := {
	"input": testing.role(roles[1], [{"nonResourceURLs": ["/metrics", url], "verbs": ["get"]}]),
	"want": {{"path": ["rules", 0, "nonResourceURLs", 1], "message": "rule 0 grants every one of its URLs"}},
} if {
	some url in ["*", "/*"]
}

cases["URLs below one"] := {
	"input": testing.role(roles[1], [{"nonResourceURLs": ["/healthz/*"], "verbs": ["get"]}]),
	"want": set(),
}

cases["named verbs"] := {"input": testing.fixture(roles[0]), "want": set()}

cases["an aggregated role has no rules of its own"] := {
	"input": testing.edit(testing.fixture(roles[1]), [
		{"op": "remove", "path": ["rules"]},
		{"op": "add", "path": ["aggregationRule"], "value": {"clusterRoleSelectors": [{"matchLabels": {"a": "b"}}]}},
	]),
	"want": set(),
}

test_cases[note] if {
	some note, case in cases
	wildcards.deny == case.want with input as case.input
}
