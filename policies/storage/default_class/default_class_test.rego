package policies.storage.default_class_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.storage.default_class

annotation := "storageclass.kubernetes.io/is-default-class"

class(name, value) := testing.edit(testing.fixture("StorageClass.storage.k8s.io"), [
	{"op": "replace", "path": "/metadata/name", "value": name},
	{"op": "add", "path": "/metadata/annotations", "value": {annotation: value}},
])

cases["one"] := {"input": testing.environment([class("a", "true"), class("b", "false")]), "want": set()}

cases["two"] := {
	"input": testing.environment([class("a", "true"), class("b", "true"), class("c", "false")]),
	"want": {{"object": lib.ref(class(name, "")), "path": ["metadata", "annotations", annotation], "message": "a, b are defaults, all of them"} | some name in ["a", "b"]},
}

test_cases[note] if {
	some note, case in cases
	default_class.deny == case.want with input as case.input
}
