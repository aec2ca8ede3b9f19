package policies.availability.models_loaded_test

import data.policies.availability.models_loaded
import data.policies.lib
import data.policies.lib.testing

probing_kinds := lib.controllers | {"Pod", "PodTemplate"}

server(kind, image, probe) := testing.edit(testing.fixture(kind), [
	{"op": "replace", "path": testing.pod_path(kind, ["containers", 0, "image"]), "value": image},
	{"op": "add", "path": testing.pod_path(kind, ["containers", 0, "readinessProbe"]), "value": probe},
])

reference := "docker.io/ollama/ollama:0.32.15"

finding(kind) := {{
	"path": testing.pod_path(kind, ["containers", 0, "readinessProbe"]),
	"message": `container "a" serves models, and is ready before it has loaded one`,
}}

cases[note] := {"input": server(kind, reference, {"httpGet": {"path": "/", "port": "http"}}), "want": finding(kind)} if {
	some kind in probing_kinds
	note := sprintf("a %s that asks the server", [kind])
}

cases["no probe"] := {
	"input": testing.edit(server("Pod", reference, {}), [{"op": "remove", "path": ["spec", "containers", 0, "readinessProbe"]}]),
	"want": finding("Pod"),
}

cases["no command"] := {"input": server("Pod", reference, {"exec": {"command": []}}), "want": finding("Pod")}

cases["a command"] := {"input": server("Pod", reference, {"exec": {"command": ["/scripts/ready.sh", "a:1b"]}}), "want": set()}

cases["a digest"] := {"input": server("Pod", sprintf("ollama@sha256:%s", ["0123456789abcdef"]), {"tcpSocket": {"port": 1}}), "want": finding("Pod")}

cases["another image"] := {"input": server("Pod", "docker.io/x/ollama-exporter:1.0.0", {"httpGet": {"path": "/", "port": "http"}}), "want": set()}

cases["an image that is no text"] := {"input": server("Pod", 1, {}), "want": set()}

test_cases[note] if {
	some note, case in cases
	models_loaded.deny == case.want with input as case.input
}
