package policies.availability.autoscaled_single_writer_test

import data.policies.availability.autoscaled_single_writer
import data.policies.lib
import data.policies.lib.testing

mounting(kind) := testing.set_pod(kind, ["volumes", 0], {"name": "d", "persistentVolumeClaim": {"claimName": "a"}})

claim(modes) := testing.set("PersistentVolumeClaim", ["spec", "accessModes"], modes)

finding(kind) := {
	"object": lib.ref(testing.fixture(kind)),
	"path": ["spec", {"HorizontalPodAutoscaler.autoscaling": "maxReplicas", "ScaledObject.keda.sh": "maxReplicaCount"}[kind]],
	"message": "it may run 6 pods that all mount claim a, which one node may mount",
}

cases[note] := {
	"input": testing.environment([testing.fixture(kind), mounting("Deployment.apps"), claim([mode])]),
	"want": {finding(kind)},
} if {
	some kind, _ in lib.autoscaler_kinds
	some mode in ["ReadWriteOnce", "ReadWriteOncePod"]
	note := sprintf("a %s and %s", [kind, mode])
}

hpa := testing.fixture("HorizontalPodAutoscaler.autoscaling")

cases["many may write"] := {"input": testing.environment([hpa, mounting("Deployment.apps"), claim(["ReadWriteOnce", "ReadWriteMany"])]), "want": set()}

cases["it only reads"] := {
	"input": testing.environment([hpa, testing.put(mounting("Deployment.apps"), testing.pod_path("Deployment.apps", ["volumes", 0, "persistentVolumeClaim", "readOnly"]), true), claim(["ReadWriteOnce"])]),
	"want": set(),
}

cases["no access mode"] := {"input": testing.environment([hpa, mounting("Deployment.apps"), claim([])]), "want": set()}

cases["the claim is not here"] := {"input": testing.environment([hpa, mounting("Deployment.apps")]), "want": set()}

cases["one pod"] := {
	"input": testing.environment([testing.put(hpa, ["spec", "maxReplicas"], 1), mounting("Deployment.apps"), claim(["ReadWriteOnce"])]),
	"want": set(),
}

cases["a claim for each pod"] := {
	"input": testing.environment([testing.put(hpa, ["spec", "scaleTargetRef", "kind"], "StatefulSet"), testing.fixture("StatefulSet.apps"), claim(["ReadWriteOnce"])]),
	"want": set(),
}

cases["no volume"] := {"input": testing.environment([hpa, testing.fixture("Deployment.apps"), claim(["ReadWriteOnce"])]), "want": set()}

test_cases[note] if {
	some note, case in cases
	autoscaled_single_writer.deny == case.want with input as case.input
}
