package policies.references.vpa_target_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.references.vpa_target

scaler := testing.fixture("VerticalPodAutoscaler.autoscaling.k8s.io")

wrong := {{"object": lib.ref(scaler), "path": ["spec", "targetRef", "name"], "message": "it is for the Deployment.apps a, and namespace x has none of that name"}}

cases["it is there"] := {"input": testing.environment([scaler, testing.fixture("Deployment.apps")]), "want": set()}

cases["it is not"] := {"input": testing.environment([scaler]), "want": wrong}

cases["it is of another kind"] := {"input": testing.environment([scaler, testing.fixture("StatefulSet.apps")]), "want": wrong}

cases["a CronJob"] := {
	"input": testing.environment([testing.put(scaler, ["spec", "targetRef"], {"apiVersion": "batch/v1", "kind": "CronJob", "name": "a"}), testing.fixture("CronJob.batch")]),
	"want": set(),
}

test_cases[note] if {
	some note, case in cases
	vpa_target.deny == case.want with input as case.input
}
