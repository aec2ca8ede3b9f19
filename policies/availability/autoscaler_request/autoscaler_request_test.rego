package policies.availability.autoscaler_request_test

import data.policies.availability.autoscaler_request
import data.policies.lib
import data.policies.lib.testing

bare(resource) := testing.drop_pod("Deployment.apps", ["containers", 0, "resources", "requests", resource])

finding(kind, resource) := {
	"object": lib.ref(testing.fixture(kind)),
	"path": ["spec", "scaleTargetRef"],
	"message": sprintf("it scales on the use of %s, of which container \"a\" requests nothing", [resource]),
}

cases[note] := {"input": testing.environment([testing.fixture(kind), bare("cpu")]), "want": {finding(kind, "cpu")}} if {
	some kind, _ in lib.autoscaler_kinds
	note := sprintf("a %s", [kind])
}

cases[note] := {"input": testing.environment([testing.fixture(kind), testing.fixture("Deployment.apps")]), "want": set()} if {
	some kind, _ in lib.autoscaler_kinds
	note := sprintf("a %s that measures what is requested", [kind])
}

hpa := testing.fixture("HorizontalPodAutoscaler.autoscaling")

memory := testing.edit(hpa, [{"op": "replace", "path": ["spec", "metrics", 0, "resource", "name"], "value": "memory"}])

cases["a limit is a request"] := {"input": testing.environment([memory, bare("memory")]), "want": set()}

cases["a request of the pod"] := {
	"input": testing.environment([hpa, testing.put(bare("cpu"), testing.pod_path("Deployment.apps", ["resources"]), {"requests": {"cpu": "1"}})]),
	"want": set(),
}

cases["a request from the namespace"] := {"input": testing.environment([hpa, bare("cpu"), testing.fixture("LimitRange")]), "want": set()}

cases["a namespace that gives memory alone"] := {
	"input": testing.environment([hpa, bare("cpu"), testing.set("LimitRange", ["spec", "limits"], [{"type": "Container", "default": {"memory": "1Gi"}}, {"type": "Pod", "max": {"cpu": "1"}}])]),
	"want": {finding("HorizontalPodAutoscaler.autoscaling", "cpu")},
}

cases["a sidecar"] := {
	"input": testing.environment([hpa, testing.set_pod("Deployment.apps", ["initContainers"], [{"name": "s", "restartPolicy": "Always"}, {"name": "i"}])]),
	"want": {{
		"object": lib.ref(hpa),
		"path": ["spec", "scaleTargetRef"],
		"message": `it scales on the use of cpu, of which container "s" requests nothing`,
	}},
}

cases["another container is measured"] := {
	"input": testing.environment([
		testing.put(hpa, ["spec", "metrics"], [{"type": "ContainerResource", "containerResource": {"name": "cpu", "container": "b", "target": {"type": "Utilization", "averageUtilization": 70}}}]),
		bare("cpu"),
	]),
	"want": set(),
}

cases["a metric of its own"] := {
	"input": testing.environment([testing.put(hpa, ["spec", "metrics"], [{"type": "Pods", "pods": {}}]), bare("cpu")]),
	"want": set(),
}

test_cases[note] if {
	some note, case in cases
	autoscaler_request.deny == case.want with input as case.input
}
