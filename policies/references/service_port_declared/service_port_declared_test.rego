package policies.references.service_port_declared_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.references.service_port_declared

ports(list) := testing.edit(testing.fixture("Service"), [{"op": "replace", "path": ["spec", "ports"], "value": list}])

wrong(field, message) := {{"object": lib.ref(testing.fixture("Service")), "path": ["spec", "ports", 0, field], "message": message}}

pod := testing.fixture("Pod")

cases["another number"] := {
	"input": testing.environment([ports([{"port": 80, "targetPort": 8081}]), pod]),
	"want": wrong("targetPort", "no container of Pod a lists the TCP port 8081"),
}

cases["no target"] := {
	"input": testing.environment([ports([{"port": 80}]), pod]),
	"want": wrong("port", "no container of Pod a lists the TCP port 80"),
}

cases["another protocol"] := {
	"input": testing.environment([ports([{"port": 8080, "protocol": "UDP"}]), pod]),
	"want": wrong("port", "no container of Pod a lists the UDP port 8080"),
}

cases["it is listed"] := {"input": testing.environment([ports([{"port": 80, "targetPort": 8080}, {"port": 8080}]), pod]), "want": set()}

cases["nothing is listed"] := {"input": testing.environment([ports([{"port": 80}]), testing.drop("Pod", ["spec", "containers", 0, "ports"])]), "want": set()}

cases["a name"] := {"input": testing.environment([ports([{"port": 80, "targetPort": "web"}]), pod]), "want": set()}

cases["a name for a host"] := {"input": testing.environment([testing.put(ports([{"port": 80}]), ["spec", "type"], "ExternalName"), pod]), "want": set()}

cases["no pods"] := {"input": testing.environment([ports([{"port": 80}])]), "want": set()}

test_cases[note] if {
	some note, case in cases
	service_port_declared.deny == case.want with input as case.input
}
