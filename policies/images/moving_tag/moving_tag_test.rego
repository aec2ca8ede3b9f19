package policies.images.moving_tag_test

import data.policies.images.moving_tag
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

reference := "ghcr.io/a/b:latest"

message := "runs ghcr.io/a/b:latest, and its tag names no version"

goods := ["nginx", "nginx:1.27.0", "a/b:main-3f2a1b9", concat("@", ["nginx:latest", digest]), "nginx:"]

cases[sprintf("bad: %s", [tag])] := {"input": runs(concat(":", ["nginx", tag])), "want": {finding(sprintf(`container "a" runs nginx:%s, and its tag %s`, [tag, why]))}} if {
	some tag, why in {
		"stable": "names no version",
		"nightly-cuda12": "moves: nightly is given to one image after another",
		"16-alpine": "names a major version alone, and moves with each minor one",
	}
}

test_cases[note] if {
	some note, case in cases
	moving_tag.deny == case.want with input as case.input
}
