package policies.references.service_selector_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.references.service_selector

service := testing.fixture("Service")

finding(message) := {"object": lib.ref(service), "path": ["spec", "selector"], "message": message}

cases[note] := {"input": testing.environment([service, testing.fixture(kind)]), "want": set()} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s has the labels", [kind])
}

cases["nothing is there"] := {
	"input": testing.environment([service]),
	"want": {finding("no workload of namespace x has the labels app.kubernetes.io/name=a")},
}

cases["one label of two"] := {
	"input": testing.environment([
		testing.set("Service", ["spec", "selector"], {"app.kubernetes.io/name": "a", "b": "c"}),
		testing.fixture("Deployment.apps"),
	]),
	"want": {finding("no workload of namespace x has the labels app.kubernetes.io/name=a, b=c")},
}

cases["the workload is elsewhere"] := {
	"input": testing.environment([service, testing.set("Deployment.apps", ["metadata", "namespace"], "y")]),
	"want": {finding("no workload of namespace x has the labels app.kubernetes.io/name=a")},
}

cases["an object says that it makes such pods"] := {
	"input": testing.environment([service, testing.set("NetworkPolicy.networking.k8s.io", ["metadata", "annotations"], {"sutaz.ai/makes": "Pod/a-0"})]),
	"want": set(),
}

cases["an object makes other pods"] := {
	"input": testing.environment([
		testing.set("Service", ["spec", "selector"], {"app.kubernetes.io/name": "b"}),
		testing.set("NetworkPolicy.networking.k8s.io", ["metadata", "annotations"], {"sutaz.ai/makes": "Pod/a-0"}),
	]),
	"want": {finding("no workload of namespace x has the labels app.kubernetes.io/name=b")},
}

cases["endpoints by hand"] := {"input": testing.environment([testing.drop("Service", ["spec", "selector"])]), "want": set()}

cases["a name for a host"] := {"input": testing.environment([testing.set("Service", ["spec", "type"], "ExternalName")]), "want": set()}

cases["an empty selector"] := {"input": testing.environment([testing.set("Service", ["spec", "selector"], {})]), "want": set()}

test_cases[note] if {
	some note, case in cases
	service_selector.deny == case.want with input as case.input
}
