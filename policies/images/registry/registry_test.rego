package policies.images.registry_test

import data.policies.images.registry
import data.policies.lib
import data.policies.lib.testing

deployment(reference) := testing.edit(testing.fixture("Deployment.apps"), [{"op": "replace", "path": testing.pod_path("Deployment.apps", ["containers", 0, "image"]), "value": reference}])

model(images) := {"environment": {"name": "staging", "images": images}}

finding(o, list, message) := {"object": lib.ref(o), "path": testing.pod_path(lib.kind(o), [list, 0, "image"]), "message": message}

registries := {"registries": ["docker.io/library", "ghcr.io/sutazai", "registry.example.com:5000"]}

cases[sprintf("allowed: %s", [reference])] := {"input": testing.described([deployment(reference)], model(registries)), "want": set()} if {
	some reference in ["nginx:1.27.0", "docker.io/library/nginx:1", "ghcr.io/sutazai/agents/a:1", "registry.example.com:5000/a:1", "No Image"]
}

cases[sprintf("not allowed: %s", [reference])] := {
	"input": testing.described([deployment(reference)], model(registries)),
	"want": {finding(deployment(reference), "containers", sprintf(`container "a" runs %s, and staging allows no images from there`, [reference]))},
} if {
	some reference in ["bitnami/nginx:1", "ghcr.io/sutazai-x/a:1", "ghcr.io/other/a:1", "registry.example.com/a:1", "ghcr.io.example.org/sutazai/a:1"]
}

cases[sprintf("a %s, in %s", [kind, list])] := {
	"input": testing.described([o], model(registries)),
	"want": {finding(o, list, `container "x" runs evil.example.org/x:1, and staging allows no images from there`), finding(o, "containers", main)},
} if {
	some kind in lib.workload_kinds
	some list in ["initContainers", "ephemeralContainers"]
	o := testing.set_pod(kind, [list, 0], {"name": "x", "image": "evil.example.org/x:1"})
	main := sprintf(`container "a" runs %s, and staging allows no images from there`, [object.get(o, testing.pod_path(kind, ["containers", 0, "image"]), "")])
}

cases["a volume"] := {
	"input": testing.described([o], model({"registries": ["registry.example.com"]})),
	"want": {{"object": lib.ref(o), "path": ["spec", "volumes", 0, "image", "reference"], "message": `volume "m" runs evil.example.org/m:1, and staging allows no images from there`}},
} if {
	o := testing.set_pod("Pod", ["volumes"], [{"name": "m", "image": {"reference": "evil.example.org/m:1"}}])
}

cases["no list"] := {"input": testing.described([deployment("evil.example.org/x:1")], model({"digests": false})), "want": set()}

test_cases[note] if {
	some note, case in cases
	registry.deny == case.want with input as case.input
}
