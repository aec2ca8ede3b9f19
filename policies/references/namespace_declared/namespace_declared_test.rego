package policies.references.namespace_declared_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.references.namespace_declared

pod := testing.fixture("Pod")

cases["it is not declared"] := {
	"input": testing.environment([pod]),
	"want": {{"object": lib.ref(pod), "path": ["metadata", "namespace"], "message": "nothing declares the namespace x, and it holds one object"}},
}

cases["it holds many"] := {
	"input": testing.environment([testing.set("Namespace", ["metadata", "name"], "y"), pod, testing.fixture("ConfigMap"), testing.fixture("ClusterRole.rbac.authorization.k8s.io")]),
	"want": {{"object": lib.ref(testing.fixture("ConfigMap")), "path": ["metadata", "namespace"], "message": "nothing declares the namespace x, and it holds 2 objects"}},
}

cases["it is declared"] := {"input": testing.environment([testing.fixture("Namespace"), pod]), "want": set()}

cases[note] := {"input": testing.environment([testing.set("Pod", ["metadata", "namespace"], note)]), "want": set()} if {
	some note in ["default", "kube-system", "kube-public", "kube-node-lease"]
}

application(options) := testing.set("Application.argoproj.io", ["spec", "syncPolicy", "syncOptions"], options)

cases["it is made on delivery"] := {
	"input": testing.environment([pod, application(["CreateNamespace=true"]), testing.fixture("AppProject.argoproj.io")]),
	"want": set(),
}

cases["it is not made on delivery"] := {
	"input": testing.environment([pod, application(["CreateNamespace=false"]), testing.fixture("AppProject.argoproj.io")]),
	"want": {{"object": lib.ref(pod), "path": ["metadata", "namespace"], "message": "nothing declares the namespace x, and it holds one object"}},
}

test_cases[note] if {
	some note, case in cases
	namespace_declared.deny == case.want with input as case.input
}
