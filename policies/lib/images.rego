package policies.lib

# Images, as the container runtime reads their references.

# images are all references of a workload: those of its containers, and of its volumes. Where a container names none,
# there is nothing to judge.
images(o) := array.concat(
	[{"path": at(c.path, ["image"]), "who": called(c), "reference": c.container.image} |
		some c in containers(o)
		is_string(c.container.image)
	],
	[{"path": at(p.path, ["volumes", i, "image", "reference"]), "who": sprintf("volume %q", [volume.name]), "reference": volume.image.reference} |
		p := pod(o)
		some i, volume in p.spec.volumes
		is_string(volume.image.reference)
	],
)

reference_form := concat("", [
	`^((?:(?:[0-9A-Za-z](?:[0-9A-Za-z-]*[0-9A-Za-z])?(?:\.[0-9A-Za-z](?:[0-9A-Za-z-]*[0-9A-Za-z])?)*|\[[0-9A-Fa-f:]+\])(?::[0-9]+)?/)?`, # the registry
	`[0-9a-z]+(?:(?:[._]|__|-+)[0-9a-z]+)*(?:/[0-9a-z]+(?:(?:[._]|__|-+)[0-9a-z]+)*)*)`, # the repository
	`(?::([0-9A-Za-z_][0-9A-Za-z_.-]{0,127}))?`, # the tag
	`(?:@(sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128}))?$`, # the digest
])

# image takes a reference apart: name, tag and digest, where "" is none. It is undefined for what is no reference.
image(reference) := {"name": name, "tag": tag, "digest": digest} if {
	[[_, name, tag, digest]] := regex.find_all_string_submatch_n(reference_form, reference, 1)
	count(name) < 256
	not regex.match(`^[0-9a-f]{64}$`, name) # That is the id of an image.
}

# registry is the host that a name begins with, with its port; "" where the name leaves it to the node. The first part of
# a name is a host if it has a dot or a port, is localhost, or has a capital letter.
registry(name) := host if {
	[host, _] := first_part(name)
	regex.match(`[.:A-Z]|^localhost$`, host)
}

registry(name) := "" if not regex.match(`^(?:localhost|[^/]*[.:A-Z][^/]*)/`, name)

first_part(name) := [substring(name, 0, slash), substring(name, slash + 1, -1)] if {
	slash := indexof(name, "/")
	slash > 0
}

# full is a name with its registry, as the container runtime completes it: nginx is docker.io/library/nginx.
full(name) := name if registry(name) != ""

full(name) := sprintf("docker.io/%s", [name]) if {
	registry(name) == ""
	contains(name, "/")
}

full(name) := sprintf("docker.io/library/%s", [name]) if not contains(name, "/")

# moving are words of tags that are given to one image after another.
moving := {
	"alpha", "beta", "canary", "current", "daily", "default", "dev", "devel", "develop", "development", "edge",
	"experimental", "head", "latest", "lts", "main", "mainline", "master", "next", "nightly", "preview", "prod",
	"production", "qa", "rc", "release", "rolling", "snapshot", "stable", "staging", "test", "testing", "trunk",
	"unstable", "weekly",
}

# moves says why a tag does not stay with one image.
moves(tag) := "names no version" if not regex.match(`[0-9]`, tag)

moves(tag) := sprintf("moves: %s is given to one image after another", [word]) if {
	regex.match(`[0-9]`, tag)
	words := regex.split(`[-_+]`, lower(tag))
	word := [w | some w in words; w in moving][0]
	not settled(word, words)
}

moves(tag) := "names a major version alone, and moves with each minor one" if {
	regex.match(`^v?[0-9]{1,2}(?:[-_+]|$)`, tag)
	words := regex.split(`[-_+]`, lower(tag))
	count([w | some w in words; w in moving]) == 0
	not specific(words)
}

# A branch with a commit or a date, or a version before its release, stays.
settled(word, words) if {
	not word in {"latest", "snapshot"}
	specific(words)
}

specific(words) if {
	some word in words
	regex.match(`^v?[0-9]+\.[0-9]|^[0-9]{6,}$|^g?[0-9a-f]{7,40}$`, word)
	regex.match(`[0-9]`, word)
}
