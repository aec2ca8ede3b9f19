package policies.images.local_registry_test

import data.policies.images.local_registry
import data.policies.lib
import data.policies.lib.testing

digest := "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

runs(reference) := testing.edit(testing.fixture("Pod"), [{"op": "replace", "path": ["spec", "containers", 0, "image"], "value": reference}])

finding(message) := {"path": ["spec", "containers", 0, "image"], "message": message}

cases[sprintf("a %s, in %s", [kind, list])] := {
	"input": testing.set_pod(kind, [list, 0], {"name": "x", "image": reference}),
	"want": {{"path": testing.pod_path(kind, [list, 0, "image"]), "message": sprintf(`container "x" %s`, [message])}},
} if {
	some kind in lib.workload_kinds
	some list in lib.container_lists
}

cases["a volume"] := {
	"input": testing.set_pod("Pod", ["volumes"], [{"name": "m", "image": {"reference": reference}}]),
	"want": {{"path": ["spec", "volumes", 0, "image", "reference"], "message": sprintf(`volume "m" %s`, [message])}},
}

cases[sprintf("good: %s", [good])] := {"input": runs(good), "want": set()} if {
	some good in goods
}

cases["no image is named"] := {"input": testing.drop("Pod", ["spec", "containers", 0, "image"]), "want": set()}

cases["no text"] := {"input": runs(1), "want": set()}

reference := "localhost:5000/app:1.0.0"

message := "runs localhost:5000/app:1.0.0 from a registry on its own node"

goods := ["localhost.example.com/app:1", "ghcr.io/localhost/app:1", "1270.example.com/app:1", "nginx:1"]

cases[sprintf("bad: %s", [bad])] := {"input": runs(bad), "want": {finding(sprintf(`container "a" runs %s from a registry on its own node`, [bad]))}} if {
	some bad in ["localhost/app:1", "127.0.0.1:5000/app:1", "[::1]:5000/app:1", "host.docker.internal:5000/app:1"]
}

test_cases[note] if {
	some note, case in cases
	local_registry.deny == case.want with input as case.input
}
