package policies.gitops.allow_empty_test

import data.policies.gitops.allow_empty
import data.policies.lib.testing

paths := {
	"Application.argoproj.io": ["spec", "syncPolicy", "automated"],
	"ApplicationSet.argoproj.io": ["spec", "template", "spec", "syncPolicy", "automated"],
}

cases[note] := {
	"input": testing.set(kind, array.concat(path, ["allowEmpty"]), true),
	"want": {{"path": array.concat(path, ["allowEmpty"]), "message": "an empty source deletes all that it deployed"}},
} if {
	some kind, path in paths
	note := sprintf("a %s that allows it", [kind])
}

cases[note] := {"input": testing.fixture(kind), "want": set()} if {
	some kind, path in paths
	note := sprintf("a %s that says nothing", [kind])
}

cases["nothing is pruned"] := {"input": testing.set("Application.argoproj.io", paths["Application.argoproj.io"], {"allowEmpty": true}), "want": set()}

test_cases[note] if {
	some note, case in cases
	allow_empty.deny == case.want with input as case.input
}
