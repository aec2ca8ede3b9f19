package policies.availability.autoscaled_replicas_test

import data.policies.availability.autoscaled_replicas
import data.policies.lib
import data.policies.lib.testing

target(scaler, kind) := testing.edit(testing.fixture(scaler), [{"op": "replace", "path": ["spec", "scaleTargetRef"], "value": {
	"apiVersion": testing.fixture(kind).apiVersion,
	"kind": testing.fixture(kind).kind,
	"name": "a",
}}])

cases[note] := {
	"input": testing.environment([target(scaler, kind), testing.fixture(kind)]),
	"want": {{
		"object": lib.ref(testing.fixture(kind)),
		"path": ["spec", "replicas"],
		"message": sprintf("it asks for 3 pods, and %s a sets their number", [split(scaler, ".")[0]]),
	}},
} if {
	some scaler, _ in lib.autoscaler_kinds
	some kind in (lib.counted - {"ReplicationController"})
	note := sprintf("a %s under a %s", [kind, scaler])
}

cases[note] := {
	"input": testing.environment([target("HorizontalPodAutoscaler.autoscaling", kind), testing.drop(kind, ["spec", "replicas"])]),
	"want": set(),
} if {
	some kind in (lib.counted - {"ReplicationController"})
	note := sprintf("a %s that says nothing", [kind])
}

cases["nothing in words"] := {
	"input": testing.environment([testing.fixture("HorizontalPodAutoscaler.autoscaling"), testing.set("Deployment.apps", ["spec", "replicas"], null)]),
	"want": set(),
}

cases["another workload"] := {
	"input": testing.environment([target("ScaledObject.keda.sh", "StatefulSet.apps"), testing.fixture("Deployment.apps")]),
	"want": set(),
}

test_cases[note] if {
	some note, case in cases
	autoscaled_replicas.deny == case.want with input as case.input
}
