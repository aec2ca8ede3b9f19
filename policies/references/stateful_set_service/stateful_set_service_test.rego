package policies.references.stateful_set_service_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.references.stateful_set_service

set_of_pods := testing.fixture("StatefulSet.apps")

wrong(message) := {{"object": lib.ref(set_of_pods), "path": ["spec", "serviceName"], "message": message}}

service(spec) := {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a-headless", "namespace": "x"}, "spec": spec}

selector := {"app.kubernetes.io/name": "a"}

cases["there is none"] := {"input": testing.environment([set_of_pods]), "want": wrong("there is no Service a-headless in namespace x")}

cases["it is there"] := {"input": testing.environment([set_of_pods, service({"clusterIP": "None", "selector": selector})]), "want": set()}

cases["its endpoints are made by hand"] := {"input": testing.environment([set_of_pods, service({"clusterIP": "None"})]), "want": set()}

cases["it has an address"] := {
	"input": testing.environment([set_of_pods, service({"selector": selector})]),
	"want": wrong("the Service a-headless has an address of its own, so it gives the pods no names; it needs clusterIP None"),
}

cases["it selects others"] := {
	"input": testing.environment([set_of_pods, service({"clusterIP": "None", "selector": {"app.kubernetes.io/name": "b"}})]),
	"want": wrong("the Service a-headless does not select the pods"),
}

cases["none is named"] := {"input": testing.environment([testing.drop("StatefulSet.apps", ["spec", "serviceName"])]), "want": set()}

test_cases[note] if {
	some note, case in cases
	stateful_set_service.deny == case.want with input as case.input
}
