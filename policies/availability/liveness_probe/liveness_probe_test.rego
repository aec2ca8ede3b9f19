package policies.availability.liveness_probe_test

import data.policies.availability.liveness_probe
import data.policies.lib
import data.policies.lib.testing

cases[note] := {
	"input": testing.drop_pod(kind, ["containers", 0, "livenessProbe"]),
	"want": {{"path": testing.pod_path(kind, ["containers", 0]), "message": `container "a" listens, and nothing restarts it when it hangs`}},
} if {
	some kind in lib.controllers
	note := sprintf("a %s without", [kind])
}

cases[note] := {"input": testing.fixture(kind), "want": set()} if {
	some kind in lib.controllers
	note := sprintf("a %s with one", [kind])
}

cases["it does not listen"] := {
	"input": testing.set_pod("Deployment.apps", ["containers", 1], {"name": "b", "image": "registry.example.com/b:1.0.0"}),
	"want": set(),
}

cases["a sidecar listens"] := {
	"input": testing.set_pod("Deployment.apps", ["initContainers"], [{"name": "s", "restartPolicy": "Always", "ports": [{"containerPort": 1}]}]),
	"want": {{
		"path": testing.pod_path("Deployment.apps", ["initContainers", 0]),
		"message": `container "s" listens, and nothing restarts it when it hangs`,
	}},
}

cases["an init container ends"] := {
	"input": testing.set_pod("Deployment.apps", ["initContainers"], [{"name": "i", "ports": [{"containerPort": 1}]}]),
	"want": set(),
}

test_cases[note] if {
	some note, case in cases
	liveness_probe.deny == case.want with input as case.input
}
