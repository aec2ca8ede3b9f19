package policies.references.shared_pods_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.references.shared_pods

deployment := testing.fixture("Deployment.apps")

other(kind) := testing.set(kind, ["metadata", "name"], "b")

wrong(o, message) := {"object": lib.ref(o), "path": ["spec", "selector"], "message": message}

cases[note] := {
	"input": testing.environment([deployment, other(kind)]),
	"want": {
		wrong(deployment, sprintf("it also selects the pods of %s b", [other(kind).kind])),
		wrong(other(kind), "it also selects the pods of Deployment a"),
	},
} if {
	some kind in lib.controllers
	note := sprintf("a Deployment and a %s", [kind])
}

narrow := testing.put(testing.put(other("Deployment.apps"), ["spec", "selector", "matchLabels", "part"], "p"), ["spec", "template", "metadata", "labels", "part"], "p")

cases["one of them selects fewer"] := {
	"input": testing.environment([deployment, narrow]),
	"want": {wrong(deployment, "it also selects the pods of Deployment b")},
}

cases["different labels"] := {
	"input": testing.environment([deployment, testing.edit(other("Deployment.apps"), [
		{"op": "replace", "path": ["spec", "selector"], "value": {"matchLabels": {"app": "b"}}},
		{"op": "replace", "path": ["spec", "template", "metadata", "labels"], "value": {"app": "b"}},
	])]),
	"want": set(),
}

cases["different namespaces"] := {
	"input": testing.environment([deployment, testing.put(other("Deployment.apps"), ["metadata", "namespace"], "y")]),
	"want": set(),
}

cases["a job"] := {"input": testing.environment([deployment, testing.fixture("Job.batch")]), "want": set()}

cases["what a Deployment made"] := {
	"input": testing.environment([deployment, testing.put(other("ReplicaSet.apps"), ["metadata", "ownerReferences"], [{"controller": true, "kind": "Deployment", "name": "a"}])]),
	"want": set(),
}

test_cases[note] if {
	some note, case in cases
	shared_pods.deny == case.want with input as case.input
}
