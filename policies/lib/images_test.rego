package policies.lib_images_test

import data.policies.lib
import data.policies.lib.testing

digest := "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

# A reference with its registry, full name, tag and digest.
references := {
	"nginx": ["", "docker.io/library/nginx", "", ""],
	"nginx:1.27.0": ["", "docker.io/library/nginx", "1.27.0", ""],
	"bitnami/nginx:1": ["", "docker.io/bitnami/nginx", "1", ""],
	"localhost/app": ["localhost", "localhost/app", "", ""],
	"localhost:5000/app": ["localhost:5000", "localhost:5000/app", "", ""],
	"localhost:5000/app:2": ["localhost:5000", "localhost:5000/app", "2", ""],
	"registry:5000/team/app:2": ["registry:5000", "registry:5000/team/app", "2", ""],
	"ghcr.io/a/b/c:v1_2-3": ["ghcr.io", "ghcr.io/a/b/c", "v1_2-3", ""],
	"Registry/app:1": ["Registry", "Registry/app", "1", ""],
	"[::1]:5000/app:1": ["[::1]:5000", "[::1]:5000/app", "1", ""],
	"10.0.0.1:5000/app": ["10.0.0.1:5000", "10.0.0.1:5000/app", "", ""],
	"a__b/c--d/e.f:1": ["", "docker.io/a__b/c--d/e.f", "1", ""],
	concat("@", ["ghcr.io/a/b:1", digest]): ["ghcr.io", "ghcr.io/a/b", "1", digest],
	concat("@", ["localhost:5000/b", digest]): ["localhost:5000", "localhost:5000/b", "", digest],
}

test_references[reference] if {
	some reference, want in references
	parts := lib.image(reference)
	[lib.registry(parts.name), lib.full(parts.name), parts.tag, parts.digest] == want
}

malformed := [
	"", " ", "Nginx", "nginx:", "nginx:-1", "nginx:a b", "nginx ", "/nginx", "nginx/", "a//b", "a/B:1", "a:1:2", "a.:1",
	"https://ghcr.io/a/b:1", "{{ .Values.image }}", "${IMAGE}", "nginx@sha256:0123", concat("@", ["nginx", upper(digest)]),
	"nginx@md5:0123456789abcdef0123456789abcdef", "nginx:1@", "a___b:1", "-a:1", "ghcr.io:/a",
	"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
	sprintf("nginx:%s", [concat("", [digest, digest])]),
	concat("", [digest, digest, digest, digest]),
]

test_malformed[reference] if {
	some reference in malformed
	not lib.image(reference)
}

test_long_names if {
	lib.image(concat("/", ["ghcr.io", concat("", ["a" | some _ in numbers.range(1, 247)])]))
	not lib.image(concat("/", ["ghcr.io", concat("", [c | some i in numbers.range(1, 248); c := substring(sprintf("a%d", [i]), 0, 1)])]))
}

stay := [
	"1.27.0", "v1.2", "1.27-alpine", "25.04-py3", "2.0.0-rc.1", "1.2.3-beta", "main-3f2a1b9", "nightly-20260101", "20260101", "sha-3f2a1b9", "3f2a1b9c",
	"v20240101", "b4321", "2026.1.0", "1.0.0-dev.4", "12345", "release-1.4.2", "r1-3", "16.3-bookworm", "v0.0.0-20260101-3f2a1b9c0d1e",
]

test_stay[tag] if {
	some tag in stay
	not lib.moves(tag)
}

move := {
	"latest": "names no version",
	"stable-slim": "names no version",
	"alpine": "names no version",
	"main": "names no version",
	"latest-py3": "moves: latest is given to one image after another",
	"LATEST-1": "moves: latest is given to one image after another",
	"1.2.3-latest": "moves: latest is given to one image after another",
	"1.2-SNAPSHOT": "moves: snapshot is given to one image after another",
	"nightly-cuda12.4": "moves: nightly is given to one image after another",
	"stable-alpine3.19": "moves: stable is given to one image after another",
	"8-stable": "moves: stable is given to one image after another",
	"lts-22": "moves: lts is given to one image after another",
	"16": "names a major version alone, and moves with each minor one",
	"v2": "names a major version alone, and moves with each minor one",
	"20-alpine3": "names a major version alone, and moves with each minor one",
}

test_move[tag] if {
	some tag, why in move
	lib.moves(tag) == why
}

test_images if {
	pod := testing.set("Pod", ["spec", "volumes"], [{"name": "tmp", "emptyDir": {}}, {"name": "m", "image": {"reference": "ghcr.io/a/m:1"}}])
	[[i.who, i.path] | some i in lib.images(pod)] == [
		[`container "a"`, ["spec", "containers", 0, "image"]],
		[`volume "m"`, ["spec", "volumes", 1, "image", "reference"]],
	]
	lib.images(testing.fixture("Service")) == []
}
