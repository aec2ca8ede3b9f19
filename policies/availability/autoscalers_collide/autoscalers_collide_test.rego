package policies.availability.autoscalers_collide_test

import data.policies.availability.autoscalers_collide
import data.policies.lib
import data.policies.lib.testing

hpa := testing.fixture("HorizontalPodAutoscaler.autoscaling")

scaled_object := testing.fixture("ScaledObject.keda.sh")

second := testing.put(hpa, ["metadata", "name"], "b")

finding(o, message) := {"object": lib.ref(o), "path": ["spec", "scaleTargetRef"], "message": message}

cases["one"] := {"input": testing.environment([hpa]), "want": set()}

cases["of two kinds"] := {
	"input": testing.environment([hpa, scaled_object]),
	"want": {finding(o, "Deployment a is scaled by HorizontalPodAutoscaler a and ScaledObject a") | some o in [hpa, scaled_object]},
}

cases["of one kind"] := {
	"input": testing.environment([hpa, second]),
	"want": {finding(o, "Deployment a is scaled by HorizontalPodAutoscaler a and HorizontalPodAutoscaler b") | some o in [hpa, second]},
}

cases["of two workloads"] := {"input": testing.environment([hpa, testing.put(second, ["spec", "scaleTargetRef", "name"], "b")]), "want": set()}

cases["of two kinds of workload"] := {"input": testing.environment([hpa, testing.put(second, ["spec", "scaleTargetRef", "kind"], "StatefulSet")]), "want": set()}

cases["of two namespaces"] := {"input": testing.environment([hpa, testing.put(second, ["metadata", "namespace"], "y")]), "want": set()}

cases["the usual target is a Deployment"] := {
	"input": testing.environment([hpa, testing.put(scaled_object, ["spec", "scaleTargetRef"], {"name": "a"})]),
	"want": {finding(o, "Deployment a is scaled by HorizontalPodAutoscaler a and ScaledObject a") | some o in [hpa, scaled_object]},
}

test_cases[note] if {
	some note, case in cases
	autoscalers_collide.deny == case.want with input as case.input
}
