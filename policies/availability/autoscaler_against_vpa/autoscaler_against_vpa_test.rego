package policies.availability.autoscaler_against_vpa_test

import data.policies.availability.autoscaler_against_vpa
import data.policies.lib
import data.policies.lib.testing

vpa(spec) := testing.set("VerticalPodAutoscaler.autoscaling.k8s.io", ["spec"], object.union({"targetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "a"}}, spec))

active(policies) := vpa({"updatePolicy": {"updateMode": "Recreate"}, "resourcePolicy": {"containerPolicies": policies}})

hpa := testing.fixture("HorizontalPodAutoscaler.autoscaling")

deployment := testing.fixture("Deployment.apps")

finding(what, kind) := {
	"object": lib.ref(testing.fixture("VerticalPodAutoscaler.autoscaling.k8s.io")),
	"path": ["spec", "updatePolicy", "updateMode"],
	"message": sprintf("it sets the %s of Deployment a, which %s a scales by its use", [what, kind]),
}

cases["both on the processor"] := {"input": testing.environment([active([]), hpa, deployment]), "want": {finding("cpu", "HorizontalPodAutoscaler")}}

cases["the workload is not here"] := {"input": testing.environment([active([]), hpa]), "want": {finding("cpu", "HorizontalPodAutoscaler")}}

cases["a ScaledObject"] := {"input": testing.environment([active([]), testing.fixture("ScaledObject.keda.sh"), deployment]), "want": {finding("cpu", "ScaledObject")}}

cases["a ScaledObject on a queue"] := {
	"input": testing.environment([active([]), testing.set("ScaledObject.keda.sh", ["spec", "triggers"], [{"type": "rabbitmq"}]), deployment]),
	"want": set(),
}

cases["nothing is said"] := {"input": testing.environment([vpa({}), hpa, deployment]), "want": {finding("cpu", "HorizontalPodAutoscaler")}}

cases["it only recommends"] := {"input": testing.environment([testing.fixture("VerticalPodAutoscaler.autoscaling.k8s.io"), hpa, deployment]), "want": set()}

cases["memory alone"] := {"input": testing.environment([active([{"containerName": "*", "controlledResources": ["memory"]}]), hpa, deployment]), "want": set()}

cases["not this container"] := {"input": testing.environment([active([{"containerName": "a", "mode": "Off"}, {"containerName": "*"}]), hpa, deployment]), "want": set()}

cases["no container"] := {"input": testing.environment([active([{"containerName": "*", "mode": "Off"}]), hpa, deployment]), "want": set()}

cases["both resources"] := {
	"input": testing.environment([active([]), deployment, testing.put(hpa, ["spec", "metrics"], [
		{"type": "Resource", "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 70}}},
		{"type": "Resource", "resource": {"name": "memory", "target": {"type": "Utilization", "averageUtilization": 70}}},
	])]),
	"want": {finding("cpu and memory", "HorizontalPodAutoscaler")},
}

cases["an amount is no share of the request"] := {
	"input": testing.environment([active([]), deployment, testing.put(hpa, ["spec", "metrics"], [{"type": "Resource", "resource": {"name": "cpu", "target": {"type": "AverageValue", "averageValue": "1"}}}])]),
	"want": set(),
}

cases["one container"] := {
	"input": testing.environment([active([]), deployment, testing.put(hpa, ["spec", "metrics"], [{"type": "ContainerResource", "containerResource": {"name": "memory", "container": "a", "target": {"type": "Utilization", "averageUtilization": 1}}}])]),
	"want": {finding("memory", "HorizontalPodAutoscaler")},
}

cases["no metric means the processor"] := {
	"input": testing.environment([active([]), deployment, testing.edit(hpa, [{"op": "remove", "path": ["spec", "metrics"]}])]),
	"want": {finding("cpu", "HorizontalPodAutoscaler")},
}

cases["of another workload"] := {
	"input": testing.environment([vpa({"targetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "b"}}), hpa, deployment]),
	"want": set(),
}

test_cases[note] if {
	some note, case in cases
	autoscaler_against_vpa.deny == case.want with input as case.input
}
