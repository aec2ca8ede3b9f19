package policies.images.no_tag_test

import data.policies.images.no_tag
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

reference := "localhost:5000/app"

message := "runs localhost:5000/app without a tag, which is latest"

goods := ["localhost:5000/app:1.0.0", "nginx:latest", "NGINX", concat("@", ["nginx", digest])]

cases[sprintf("bad: %s", [bad])] := {"input": runs(bad), "want": {finding(sprintf(`container "a" runs %s without a tag, which is latest`, [bad]))}} if {
	some bad in ["nginx", "ghcr.io/a/b", "registry.example.com:5000/a/b/c"]
}

test_cases[note] if {
	some note, case in cases
	no_tag.deny == case.want with input as case.input
}
