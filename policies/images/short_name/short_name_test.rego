package policies.images.short_name_test

import data.policies.images.short_name
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

reference := "nginx:1.27.0"

message := "runs nginx:1.27.0 and names no registry: docker.io/library/nginx is meant where Docker Hub is"

goods := ["localhost/app:1", "localhost:5000/app:1", "ghcr.io/a/b:1", "docker.io/nginx:1", "Nginx:1"]

cases["a path"] := {
	"input": runs(concat("@", ["bitnami/nginx", digest])),
	"want": {finding(sprintf(`container "a" runs bitnami/nginx@%s and names no registry: docker.io/bitnami/nginx is meant where Docker Hub is`, [digest]))},
}

test_cases[note] if {
	some note, case in cases
	short_name.deny == case.want with input as case.input
}
