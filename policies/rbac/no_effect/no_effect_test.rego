package policies.rbac.no_effect_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.rbac.no_effect

nothing(resource) := sprintf("rule 0: %q grants nothing: parts are named one by one, and a star stands before the slash or alone", [resource])

everywhere["every part of pods"] := [testing.grant("", ["pods/*"], ["create"]), nothing("pods/*")]

everywhere["every part of everything"] := [testing.grant("*", ["*/*"], ["*"]), nothing("*/*")]

everywhere["deployments are elsewhere"] := [testing.grant("", ["deployments"], ["get"]), `rule 0: the API group "" has no deployments`]

everywhere["so is their scale"] := [testing.grant("batch", ["deployments/scale"], ["get"]), "rule 0: the API group batch has no deployments/scale"]

everywhere["one for many"] := [testing.grant("", ["pod"], ["get"]), `rule 0: the API group "" has no pod`]

everywhere["two groups"] := [
	{"apiGroups": ["", "apps"], "resources": ["jobs"], "verbs": ["get"]},
	`rule 0: the API group "", apps has no jobs`,
]

fine["parts"] := testing.grant("", ["pods/log", "pods/exec", "*/scale", "*"], ["get"])

fine["one of two groups"] := {"apiGroups": ["", "apps"], "resources": ["deployments", "pods"], "verbs": ["get"]}

fine["a group that others add to"] := {"apiGroups": ["", "networking.istio.io"], "resources": ["gateways"], "verbs": ["get"]}

fine["every group"] := testing.grant("*", ["deployments"], ["get"])

fine["its own namespace"] := testing.grant("", ["namespaces"], ["get"])

fine["signers of a domain"] := testing.only(testing.grant("*", ["signers"], ["approve"]), ["example.com/*"])

fine["names"] := testing.only(testing.grant("", ["configmaps"], ["get"]), ["a", "b.c"])

fine["an empty list of groups"] := {"apiGroups": [], "resources": ["nodes"], "verbs": ["get"]}

fine["no group"] := {"nonResourceURLs": ["/metrics"], "resources": ["x"], "verbs": ["get"]}

high["nodes"] := [testing.grant("", ["nodes"], ["get"]), "rule 0: nodes belong to the cluster, and a Role grants only what is in its namespace"]

high["reviews"] := [
	testing.grant("authentication.k8s.io", ["tokenreviews"], ["create"]),
	"rule 0: tokenreviews belong to the cluster, and a Role grants only what is in its namespace",
]

high["a part"] := [
	testing.grant("", ["nodes/metrics"], ["get"]),
	"rule 0: nodes/metrics belong to the cluster, and a Role grants only what is in its namespace",
]

role := "Role.rbac.authorization.k8s.io"

more[sprintf("a star in a name: %s", [kind])] := {
	"input": testing.role(kind, [testing.only(testing.grant("", ["configmaps"], ["get"]), ["a", "b-*"])]),
	"want": {{"path": ["rules", 0, "resourceNames", 1], "message": `rule 0: "b-*" is a name that no object has: names take no star`}},
} if {
	some kind in lib.roles
}

cases := object.union_n([
	testing.role_cases(lib.roles, everywhere, object.union(fine, testing.odd)),
	testing.role_cases({role}, high, {}),
	testing.role_cases({lib.cluster_role}, {}, {note: rule | some note, [rule, _] in high}),
	more,
])

test_cases[note] if {
	some note, case in cases
	no_effect.deny == case.want with input as case.input
}
