package policies.references.probe_port_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.references.probe_port

probes := {"startupProbe": "startup probe", "livenessProbe": "liveness probe", "readinessProbe": "readiness probe"}

cases[note] := {
	"input": testing.edit(testing.fixture(kind), [{"op": "add", "path": testing.pod_path(kind, ["containers", 0, probe]), "value": {"httpGet": {"port": "web"}}}]),
	"want": {{
		"path": testing.pod_path(kind, ["containers", 0, probe, "httpGet", "port"]),
		"message": sprintf(`the %s of container "a" asks port "web", and the container has none of that name`, [called]),
	}},
} if {
	some kind in lib.workload_kinds
	some probe, called in probes
	note := sprintf("a %s of a %s", [called, kind])
}

cases[note] := {
	"input": testing.set_pod(kind, ["containers", 0, "lifecycle"], {"preStop": {"httpGet": {"port": "stop"}}}),
	"want": {{
		"path": testing.pod_path(kind, ["containers", 0, "lifecycle", "preStop", "httpGet", "port"]),
		"message": `the stop hook of container "a" asks port "stop", and the container has none of that name`,
	}},
} if {
	some kind in lib.workload_kinds
	note := sprintf("a stop hook of a %s", [kind])
}

probed(probe) := testing.set_pod("Pod", ["initContainers"], [{"name": "s", "restartPolicy": "Always", "ports": [{"name": "side", "containerPort": 1}], "startupProbe": probe}])

cases["the port of another container"] := {
	"input": probed({"tcpSocket": {"port": "http"}}),
	"want": {{
		"path": ["spec", "initContainers", 0, "startupProbe", "tcpSocket", "port"],
		"message": `the startup probe of container "s" asks port "http", and the container has none of that name`,
	}},
}

cases["its own port"] := {"input": probed({"tcpSocket": {"port": "side"}}), "want": set()}

cases["a number"] := {"input": probed({"tcpSocket": {"port": 1}}), "want": set()}

cases["a number as text"] := {"input": probed({"tcpSocket": {"port": "1"}}), "want": set()}

cases["a probe that asks no port"] := {"input": probed({"exec": {"command": ["true"]}}), "want": set()}

cases["a health service"] := {"input": probed({"grpc": {"port": 9, "service": "a"}}), "want": set()}

test_cases[note] if {
	some note, case in cases
	probe_port.deny == case.want with input as case.input
}
