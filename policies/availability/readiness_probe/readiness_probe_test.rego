package policies.availability.readiness_probe_test

import data.policies.availability.readiness_probe
import data.policies.lib
import data.policies.lib.testing

served_kinds := lib.controllers | {"Pod"}

bare(kind) := testing.drop_pod(kind, ["containers", 0, "readinessProbe"])

finding(kind) := {
	"object": lib.ref(testing.fixture(kind)),
	"path": testing.pod_path(kind, ["containers", 0, "ports"]),
	"message": `a service sends requests to container "a", which has no readiness probe`,
}

cases[note] := {"input": testing.environment([testing.fixture("Service"), bare(kind)]), "want": {finding(kind)}} if {
	some kind in served_kinds
	note := sprintf("a %s without", [kind])
}

cases[note] := {"input": testing.environment([testing.fixture("Service"), testing.fixture(kind)]), "want": set()} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s as it should be", [kind])
}

cases["a template runs nothing"] := {"input": testing.environment([testing.fixture("Service"), bare("PodTemplate")]), "want": set()}

cases["no container"] := {
	"input": testing.environment([testing.fixture("Service"), testing.edit(testing.fixture("Deployment.apps"), [{"op": "replace", "path": testing.pod_path("Deployment.apps", ["containers"]), "value": []}])]),
	"want": set(),
}

cases["nobody sends to it"] := {"input": testing.environment([bare("Deployment.apps")]), "want": set()}

cases["pods are wanted before they are ready"] := {
	"input": testing.environment([testing.set("Service", ["spec", "publishNotReadyAddresses"], true), bare("Deployment.apps")]),
	"want": set(),
}

cases["by number"] := {
	"input": testing.environment([testing.set("Service", ["spec", "ports"], [{"port": 80, "targetPort": 8080}]), bare("Deployment.apps")]),
	"want": {finding("Deployment.apps")},
}

cases["the port of the service is that of the container"] := {
	"input": testing.environment([testing.set("Service", ["spec", "ports"], [{"port": 8080}]), bare("Deployment.apps")]),
	"want": {finding("Deployment.apps")},
}

quiet := testing.edit(bare("Deployment.apps"), [{"op": "remove", "path": testing.pod_path("Deployment.apps", ["containers", 0, "ports"])}])

cases["a container that does not say where it listens"] := {
	"input": testing.environment([testing.fixture("Service"), quiet]),
	"want": {{
		"object": lib.ref(quiet),
		"path": testing.pod_path("Deployment.apps", ["containers"]),
		"message": "a service sends requests to the pod, and none of its containers has a readiness probe",
	}},
}

proxy := {"name": "proxy", "restartPolicy": "Always", "ports": [{"name": "http", "containerPort": 8080}]}

with_proxy(container) := testing.put(quiet, testing.pod_path("Deployment.apps", ["initContainers"]), [container])

cases["a sidecar listens, without"] := {
	"input": testing.environment([testing.fixture("Service"), with_proxy(proxy)]),
	"want": {{
		"object": lib.ref(quiet),
		"path": testing.pod_path("Deployment.apps", ["initContainers", 0, "ports"]),
		"message": `a service sends requests to container "proxy", which has no readiness probe`,
	}},
}

cases["a sidecar listens and says when it is ready"] := {
	"input": testing.environment([testing.fixture("Service"), with_proxy(object.union(proxy, {"readinessProbe": {"tcpSocket": {"port": 8080}}}))]),
	"want": set(),
}

cases["a container beside it needs none"] := {
	"input": testing.environment([testing.fixture("Service"), testing.set_pod("Deployment.apps", ["containers", 1], {"name": "beside"})]),
	"want": set(),
}

test_cases[note] if {
	some note, case in cases
	readiness_probe.deny == case.want with input as case.input
}
