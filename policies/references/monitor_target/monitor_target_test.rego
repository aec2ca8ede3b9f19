package policies.references.monitor_target_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.references.monitor_target

monitor := testing.fixture("ServiceMonitor.monitoring.coreos.com")

service := testing.fixture("Service")

pods := {
	"apiVersion": "monitoring.coreos.com/v1", "kind": "PodMonitor", "metadata": {"name": "m", "namespace": "x"},
	"spec": {"selector": {"matchLabels": {"app.kubernetes.io/name": "a"}}, "podMetricsEndpoints": [{"port": "http"}]},
}

wrong(o, message) := {{"object": lib.ref(o), "path": ["spec", "selector"], "message": message}}

cases["a Service"] := {"input": testing.environment([monitor, service]), "want": set()}

cases["no Service"] := {"input": testing.environment([monitor]), "want": wrong(monitor, "no Service of namespace x is selected")}

cases["other labels"] := {
	"input": testing.environment([testing.put(monitor, ["spec", "selector"], {"matchLabels": {"app.kubernetes.io/name": "b"}}), service]),
	"want": wrong(monitor, "no Service of namespace x is selected"),
}

cases["an expression"] := {
	"input": testing.environment([testing.put(monitor, ["spec", "selector"], {"matchExpressions": [{"key": "app.kubernetes.io/name", "operator": "NotIn", "values": ["a"]}]}), service]),
	"want": wrong(monitor, "no Service of namespace x is selected"),
}

cases["every one"] := {"input": testing.environment([testing.put(monitor, ["spec", "selector"], {}), service]), "want": set()}

elsewhere := testing.put(service, ["metadata", "namespace"], "y")

places(value) := testing.put(monitor, ["spec", "namespaceSelector"], value)

cases["in another namespace"] := {"input": testing.environment([monitor, elsewhere]), "want": wrong(monitor, "no Service of namespace x is selected")}

cases["in a named namespace"] := {"input": testing.environment([places({"matchNames": ["z", "y"]}), elsewhere]), "want": set()}

cases["not in the named namespaces"] := {
	"input": testing.environment([places({"matchNames": ["z", "w"]}), elsewhere]),
	"want": wrong(monitor, "no Service of namespace w, z is selected"),
}

cases["in any namespace"] := {"input": testing.environment([places({"any": true}), elsewhere]), "want": set()}

cases["in no namespace"] := {
	"input": testing.environment([places({"any": true}), testing.put(service, ["metadata", "labels"], {})]),
	"want": wrong(monitor, "no Service of any namespace is selected"),
}

cases["of the cluster itself"] := {"input": testing.environment([places({"matchNames": ["kube-system"]})]), "want": set()}

cases["pods"] := {"input": testing.environment([pods, testing.fixture("DaemonSet.apps")]), "want": set()}

cases["pods of a chart"] := {
	"input": testing.environment([pods, {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "x", "annotations": {"sutaz.ai/makes": "Pod/a"}}}]),
	"want": set(),
}

cases["pods of a chart elsewhere"] := {
	"input": testing.environment([pods, {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "y", "annotations": {"sutaz.ai/makes": "Pod/a"}}}]),
	"want": wrong(pods, "no workload of namespace x is selected"),
}

cases["no pods"] := {"input": testing.environment([pods, service]), "want": wrong(pods, "no workload of namespace x is selected")}

cases["pods of any namespace"] := {
	"input": testing.environment([testing.put(pods, ["spec", "namespaceSelector"], {"any": true}), testing.set("Pod", ["metadata", "namespace"], "y")]),
	"want": set(),
}

test_cases[note] if {
	some note, case in cases
	monitor_target.deny == case.want with input as case.input
}
