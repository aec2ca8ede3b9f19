package policies.references.own_pods_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.references.own_pods

cases[note] := {
	"input": testing.put(testing.fixture(kind), array.concat(lib.workload_paths[kind], ["metadata", "labels"]), {"app": "b"}),
	"want": {{"path": ["spec", "selector"], "message": "its pods have the labels app=b, which the selector does not match"}},
} if {
	some kind in lib.controllers
	note := sprintf("a %s", [kind])
}

cases[note] := {"input": testing.fixture(kind), "want": set()} if {
	some kind in lib.controllers
	note := sprintf("a %s that does", [kind])
}

expression(values) := testing.set("Deployment.apps", ["spec", "selector"], {"matchExpressions": [{"key": "app.kubernetes.io/name", "operator": "In", "values": values}]})

cases["an expression"] := {"input": expression(["a", "b"]), "want": set()}

cases["an expression that does not"] := {
	"input": testing.put(expression(["b"]), ["spec", "template", "metadata", "labels"], {"app.kubernetes.io/name": "a"}),
	"want": {{"path": ["spec", "selector"], "message": "its pods have the labels app.kubernetes.io/name=a, which the selector does not match"}},
}

cases["the selector is that of the template"] := {"input": testing.drop("ReplicationController", ["spec", "selector"]), "want": set()}

test_cases[note] if {
	some note, case in cases
	own_pods.deny == case.want with input as case.input
}
