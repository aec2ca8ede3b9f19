package policies.references.vpa_container_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.references.vpa_container

scaler(name) := testing.set("VerticalPodAutoscaler.autoscaling.k8s.io", ["spec", "resourcePolicy"], {"containerPolicies": [{"containerName": name}]})

deployment := testing.set_pod("Deployment.apps", ["initContainers"], [{"name": "s", "restartPolicy": "Always"}])

cases[note] := {"input": testing.environment([scaler(note), deployment]), "want": set()} if some note in ["a", "s", "*", "istio-proxy"]

cases["another"] := {
	"input": testing.environment([scaler("b"), deployment]),
	"want": {{
		"object": lib.ref(scaler("b")), "path": ["spec", "resourcePolicy", "containerPolicies", 0, "containerName"],
		"message": "Deployment a has no container b; it has a, s",
	}},
}

cases["there is no workload"] := {"input": testing.environment([scaler("b")]), "want": set()}

test_cases[note] if {
	some note, case in cases
	vpa_container.deny == case.want with input as case.input
}
