package policies.references.monitor_port_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.references.monitor_port

monitor(port) := testing.edit(testing.fixture("ServiceMonitor.monitoring.coreos.com"), [{"op": "replace", "path": ["spec", "endpoints", 0, "port"], "value": port}])

pods(port) := {
	"apiVersion": "monitoring.coreos.com/v1", "kind": "PodMonitor", "metadata": {"name": "m", "namespace": "x"},
	"spec": {"selector": {}, "podMetricsEndpoints": [{"port": port}]},
}

service := testing.fixture("Service")

cases["of a Service"] := {"input": testing.environment([monitor("http"), service]), "want": set()}

cases["of pods"] := {"input": testing.environment([pods("http"), testing.fixture("Job.batch"), testing.fixture("DaemonSet.apps")]), "want": set()}

cases["not of a Service"] := {
	"input": testing.environment([monitor("metrics"), service]),
	"want": {{"object": lib.ref(monitor("")), "path": ["spec", "endpoints", 0, "port"], "message": "it reads port metrics, and no selected Service has one of that name"}},
}

cases["not of pods"] := {
	"input": testing.environment([pods("metrics"), testing.fixture("DaemonSet.apps")]),
	"want": {{"object": lib.ref(pods("")), "path": ["spec", "podMetricsEndpoints", 0, "port"], "message": "it reads port metrics, and no selected workload has one of that name"}},
}

cases["nothing is selected"] := {"input": testing.environment([monitor("metrics"), pods("metrics")]), "want": set()}

cases["a port of the pods behind it"] := {
	"input": testing.environment([testing.put(testing.fixture("ServiceMonitor.monitoring.coreos.com"), ["spec", "endpoints"], [{"targetPort": 9090}]), service]),
	"want": set(),
}

test_cases[note] if {
	some note, case in cases
	monitor_port.deny == case.want with input as case.input
}
