package policies.references.scale_target_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.references.scale_target

scalers := ["HorizontalPodAutoscaler.autoscaling", "ScaledObject.keda.sh"]

wrong(scaler, message) := {{"object": lib.ref(testing.fixture(scaler)), "path": ["spec", "scaleTargetRef", "name"], "message": message}}

cases[note] := {
	"input": testing.environment([testing.fixture(scaler), testing.fixture("Rollout.argoproj.io")]),
	"want": wrong(scaler, "it scales the Deployment.apps a, and namespace x has none of that name"),
} if {
	some scaler in scalers
	note := sprintf("a %s of a Deployment, and a Rollout is there", [scaler])
}

cases[note] := {"input": testing.environment([testing.set(scaler, ["spec", "scaleTargetRef"], {"apiVersion": o.apiVersion, "kind": o.kind, "name": "a"}), o]), "want": set()} if {
	some scaler in scalers
	some kind in ["Deployment.apps", "Rollout.argoproj.io", "StatefulSet.apps", "ReplicationController"]
	o := testing.fixture(kind)
	note := sprintf("a %s of a %s", [scaler, kind])
}

cases["KEDA takes a Deployment"] := {
	"input": testing.environment([testing.set(scalers[1], ["spec", "scaleTargetRef"], {"name": "a"}), testing.fixture("Deployment.apps")]),
	"want": set(),
}

cases["Kubernetes takes the core group"] := {
	"input": testing.environment([testing.set(scalers[0], ["spec", "scaleTargetRef"], {"kind": "Deployment", "name": "a"}), testing.fixture("Deployment.apps")]),
	"want": wrong(scalers[0], "it scales the Deployment a, and namespace x has none of that name"),
}

cases["in another namespace"] := {
	"input": testing.environment([testing.fixture(scalers[0]), testing.set("Deployment.apps", ["metadata", "namespace"], "y")]),
	"want": wrong(scalers[0], "it scales the Deployment.apps a, and namespace x has none of that name"),
}

test_cases[note] if {
	some note, case in cases
	scale_target.deny == case.want with input as case.input
}
