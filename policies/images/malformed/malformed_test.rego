package policies.images.malformed_test

import data.policies.images.malformed
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

reference := "ghcr.io/a/B:1"

message := "names \"ghcr.io/a/B:1\", which is no reference of an image"

goods := ["nginx", "localhost:5000/app", "ghcr.io/a/b:1.0.0", concat("@", ["ghcr.io/a/b", digest])]

cases[sprintf("bad: %s", [bad])] := {"input": runs(bad), "want": {finding(sprintf(`container "a" names %q, which is no reference of an image`, [bad]))}} if {
	some bad in ["{{ .Values.image }}", "https://ghcr.io/a/b:1", "nginx:", "nginx@sha256:0123", "a b", "Nginx:1"]
}

test_cases[note] if {
	some note, case in cases
	malformed.deny == case.want with input as case.input
}
