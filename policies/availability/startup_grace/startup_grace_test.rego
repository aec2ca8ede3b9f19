package policies.availability.startup_grace_test

import data.policies.availability.startup_grace
import data.policies.lib
import data.policies.lib.testing

probing_kinds := lib.controllers | {"Pod", "PodTemplate"}

quick := {"httpGet": {"path": "/alive", "port": "http"}, "failureThreshold": 3, "periodSeconds": 10}

with_gpu(kind, probes) := testing.edit(
	testing.fixture(kind),
	array.concat(
		[
			{"op": "remove", "path": testing.pod_path(kind, ["containers", 0, "startupProbe"])},
			{"op": "add", "path": testing.pod_path(kind, ["containers", 0, "resources", "limits", "nvidia.com/gpu"]), "value": 1},
		],
		[{"op": "add", "path": testing.pod_path(kind, ["containers", 0, name]), "value": probe} | some name, probe in probes],
	),
)

finding(kind, probe, why, seconds) := {
	"path": testing.pod_path(kind, ["containers", 0, probe]),
	"message": sprintf("container \"a\" %s, and is killed if it does not answer within %d s", [why, seconds]),
}

cases[note] := {"input": with_gpu(kind, {}), "want": {finding(kind, "livenessProbe", "uses a GPU", 30)}} if {
	some kind in probing_kinds
	note := sprintf("a %s that is killed early", [kind])
}

cases["a startup probe that is too short"] := {
	"input": with_gpu("Pod", {"startupProbe": quick}),
	"want": {finding("Pod", "startupProbe", "uses a GPU", 30)},
}

cases["a startup probe of two minutes"] := {"input": with_gpu("Pod", {"startupProbe": object.union(quick, {"failureThreshold": 12})}), "want": set()}

cases["a late liveness probe"] := {"input": with_gpu("Pod", {"livenessProbe": object.union(quick, {"initialDelaySeconds": 90})}), "want": set()}

cases["a slice of a card"] := {
	"input": testing.edit(with_gpu("Pod", {}), [
		{"op": "remove", "path": ["spec", "containers", 0, "resources", "limits", "nvidia.com/gpu"]},
		{"op": "add", "path": ["spec", "containers", 0, "resources", "limits", "nvidia.com/mig-1g.10gb"], "value": 1},
	]),
	"want": {finding("Pod", "livenessProbe", "uses a GPU", 30)},
}

image(reference) := testing.edit(testing.drop_pod("Pod", ["containers", 0, "startupProbe"]), [{"op": "replace", "path": ["spec", "containers", 0, "image"], "value": reference}])

cases["a model server"] := {"input": image("docker.io/ollama/ollama:0.5.1"), "want": {finding("Pod", "livenessProbe", "serves models", 30)}}

cases["a model server with a GPU"] := {
	"input": testing.edit(with_gpu("Pod", {}), [{"op": "replace", "path": ["spec", "containers", 0, "image"], "value": "docker.io/ollama/ollama:0.5.1"}]),
	"want": {finding("Pod", "livenessProbe", "uses a GPU", 30)},
}

cases["a name that begins like one"] := {"input": image("docker.io/x/ollama-exporter:1.0.0"), "want": set()}

cases["a plain container"] := {"input": testing.drop_pod("Pod", ["containers", 0, "startupProbe"]), "want": set()}

cases["nothing kills it"] := {
	"input": testing.edit(with_gpu("Pod", {}), [{"op": "remove", "path": ["spec", "containers", 0, "livenessProbe"]}]),
	"want": set(),
}

test_cases[note] if {
	some note, case in cases
	startup_grace.deny == case.want with input as case.input
}
