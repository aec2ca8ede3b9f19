package policies.gitops.project_destinations_test

import data.policies.gitops.project_destinations
import data.policies.lib.testing

to(destination) := testing.set("AppProject.argoproj.io", ["spec", "destinations"], [destination])

cases[field] := {
	"input": to(object.union({"server": "https://cluster.example.com", "namespace": "x"}, {field: "*"})),
	"want": {{"path": ["spec", "destinations", 0, field], "message": sprintf("%q allows every %s", ["*", what])}},
} if {
	some field, what in {"server": "cluster", "name": "cluster", "namespace": "namespace"}
}

cases["every server by its protocol"] := {
	"input": to({"server": "https://*", "namespace": "x"}),
	"want": {{"path": ["spec", "destinations", 0, "server"], "message": "\"https://*\" allows every cluster"}},
}

cases["both"] := {
	"input": to({"server": "*", "namespace": "*"}),
	"want": {
		{"path": ["spec", "destinations", 0, "server"], "message": "\"*\" allows every cluster"},
		{"path": ["spec", "destinations", 0, "namespace"], "message": "\"*\" allows every namespace"},
	},
}

cases["names"] := {"input": testing.fixture("AppProject.argoproj.io"), "want": set()}

cases["a family of namespaces"] := {"input": to({"server": "https://cluster.example.com", "namespace": "agents-*"}), "want": set()}

cases["none but one"] := {"input": to({"server": "https://cluster.example.com", "namespace": "!kube-system"}), "want": set()}

test_cases[note] if {
	some note, case in cases
	project_destinations.deny == case.want with input as case.input
}
