package policies.gitops.preserve_state_test

import data.policies.gitops.preserve_state
import data.policies.lib.testing

state := testing.edit(testing.fixture("ApplicationSet.argoproj.io"), [
	{"op": "add", "path": ["spec", "generators", 0, "selector"], "value": {"matchLabels": {"phase": "2"}}},
	{"op": "remove", "path": ["spec", "template", "metadata", "finalizers"]},
	{"op": "remove", "path": ["spec", "template", "spec", "syncPolicy", "automated", "prune"]},
])

cases["state is kept"] := {"input": state, "want": set()}

cases["it goes with the set"] := {
	"input": testing.edit(state, [{"op": "remove", "path": ["spec", "syncPolicy"]}]),
	"want": {{"path": ["spec", "syncPolicy", "preserveResourcesOnDeletion"], "message": "the resources of a phase that holds state go with the set"}},
}

cases["it is pruned"] := {
	"input": testing.put(state, ["spec", "template", "spec", "syncPolicy", "automated", "prune"], true),
	"want": {{"path": ["spec", "template", "spec", "syncPolicy", "automated", "prune"], "message": "what leaves Git is deleted in a phase that holds state"}},
}

cases["it goes with its Application"] := {
	"input": testing.put(state, ["spec", "template", "metadata", "finalizers"], ["a", "resources-finalizer.argocd.argoproj.io"]),
	"want": {{"path": ["spec", "template", "metadata", "finalizers", 1], "message": "an Application of a phase that holds state takes its resources with it"}},
}

cases["a later phase"] := {
	"input": testing.set("ApplicationSet.argoproj.io", ["spec", "generators", 0, "selector"], {"matchLabels": {"phase": "3"}}),
	"want": set(),
}

cases["a later phase goes with its set"] := {
	"input": testing.edit(testing.set("ApplicationSet.argoproj.io", ["spec", "generators", 0, "selector"], {"matchLabels": {"phase": "3"}}), [{"op": "remove", "path": ["spec", "syncPolicy"]}]),
	"want": set(),
}

cases["no phase"] := {"input": testing.fixture("ApplicationSet.argoproj.io"), "want": set()}

test_cases[note] if {
	some note, case in cases
	preserve_state.deny == case.want with input as case.input
}
