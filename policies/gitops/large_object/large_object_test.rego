package policies.gitops.large_object_test

import data.policies.gitops.large_object
import data.policies.lib
import data.policies.lib.testing

large(n) := testing.set("ConfigMap", ["data"], {"a": sprintf("%0*d", [n, 0])})

# rest is what the fixture has beside the value.
rest := count(json.marshal(large(1))) - 1

application := testing.set("Application.argoproj.io", ["spec", "syncPolicy", "syncOptions"], [])

finding := {
	"object": lib.ref(testing.fixture("ConfigMap")),
	"path": ["metadata", "annotations"],
	"message": "it has more than 262144 bytes, and an Application here applies from the client's side",
}

cases["too large"] := {"input": testing.environment([application, large(262145 - rest)]), "want": {finding}}

cases["large"] := {"input": testing.environment([application, large(262144 - rest)]), "want": set()}

cases["the server applies it"] := {"input": testing.environment([testing.fixture("Application.argoproj.io"), large(262145 - rest)]), "want": set()}

cases["the server applies this one"] := {
	"input": testing.environment([application, testing.put(large(262145 - rest), ["metadata", "annotations"], {"argocd.argoproj.io/sync-options": "ServerSideApply=true"})]),
	"want": set(),
}

cases["no Application is here"] := {"input": testing.environment([large(262145 - rest)]), "want": set()}

cases["a set applies from the client's side"] := {
	"input": testing.environment([testing.set("ApplicationSet.argoproj.io", ["spec", "template", "spec", "syncPolicy", "syncOptions"], ["ServerSideApply=false"]), large(262145 - rest)]),
	"want": {finding},
}

cases["small"] := {"input": testing.environment([application, testing.fixture("ConfigMap")]), "want": set()}

test_cases[note] if {
	some note, case in cases
	large_object.deny == case.want with input as case.input
}
