package policies.references.service_target_port_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.references.service_target_port

service := testing.fixture("Service")

wrong(message) := {{"object": lib.ref(service), "path": ["spec", "ports", 0, "targetPort"], "message": message}}

target(value) := testing.edit(service, [{"op": "replace", "path": ["spec", "ports", 0, "targetPort"], "value": value}])

cases[note] := {
	"input": testing.environment([target("web"), testing.fixture(kind)]),
	"want": wrong(sprintf("no container of %s a has a TCP port named web", [testing.fixture(kind).kind])),
} if {
	some kind in lib.workload_kinds
	count(testing.fixture(kind).metadata.name) > 0
	note := sprintf("a %s", [kind])
}

cases["it is there"] := {"input": testing.environment([service, testing.fixture("Deployment.apps")]), "want": set()}

cases["another protocol"] := {
	"input": testing.environment([testing.put(service, ["spec", "ports", 0, "protocol"], "UDP"), testing.fixture("Pod")]),
	"want": wrong("no container of Pod a has a UDP port named http"),
}

cases["the port of a sidecar"] := {
	"input": testing.environment([target("side"), testing.set_pod("Pod", ["initContainers"], [{"name": "s", "restartPolicy": "Always", "ports": [{"name": "side", "containerPort": 1}]}])]),
	"want": set(),
}

cases["the port of a container that has ended"] := {
	"input": testing.environment([target("side"), testing.set_pod("Pod", ["initContainers"], [{"name": "s", "ports": [{"name": "side", "containerPort": 1}]}])]),
	"want": wrong("no container of Pod a has a TCP port named side"),
}

cases["one of two workloads has it"] := {
	"input": testing.environment([service, testing.fixture("Pod"), testing.drop_pod("Deployment.apps", ["containers", 0, "ports"])]),
	"want": set(),
}

cases["none of two"] := {
	"input": testing.environment([target("web"), testing.fixture("Pod"), testing.fixture("Deployment.apps")]),
	"want": wrong("no container of Deployment a, Pod a has a TCP port named web"),
}

cases["a number"] := {"input": testing.environment([target(1), testing.fixture("Pod")]), "want": set()}

cases["no pods"] := {"input": testing.environment([target("web")]), "want": set()}

cases["a name for a host"] := {"input": testing.environment([testing.put(target("web"), ["spec", "type"], "ExternalName"), testing.fixture("Pod")]), "want": set()}

test_cases[note] if {
	some note, case in cases
	service_target_port.deny == case.want with input as case.input
}
