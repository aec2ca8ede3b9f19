# METADATA
# title: All nodes run the same build of an image
# description: >-
#   With a tag that moves, a node that has an image keeps an old build while another pulls a new one; and a pod that
#   never pulls starts only where somebody has put its image.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/containers/images/#updating-images
# custom:
#   severity: medium
#   kinds: [workloads]
#   scope: object
#   controls: []
#   fix: Name the image by digest or by a tag that never moves, or set imagePullPolicy to Always; never to Never.
package policies.pods.pull_policy

import data.policies.lib

# Tags that are made to move. A missing tag is latest.
moving := {
	"canary", "current", "dev", "develop", "edge", "head", "latest", "lts", "main", "master", "mainline", "nightly", "rolling", "snapshot", "stable",
	"testing", "unstable",
}

deny contains {"path": lib.at(c.path, ["imagePullPolicy"]), "message": message} if {
	some c in lib.containers(input)
	c.container.imagePullPolicy == "Never"
	message := sprintf("%s never pulls its image: it starts only on nodes that have it", [lib.called(c)])
}

deny contains {"path": lib.at(c.path, ["imagePullPolicy"]), "message": message} if {
	some c in lib.containers(input)
	image := c.container.image
	is_string(image)
	tag := tag_of(image)
	lower(tag) in moving
	policy(c.container, tag) == "IfNotPresent"
	message := sprintf("%s keeps what a node has of %s, whose tag moves", [lib.called(c), image])
}

# Only a missing tag and latest are always pulled unless the container says otherwise.
policy(container, _) := container.imagePullPolicy if not silent(container)

policy(container, tag) := "Always" if {
	silent(container)
	tag == "latest"
}

policy(container, tag) := "IfNotPresent" if {
	silent(container)
	tag != "latest"
}

silent(container) if lib.dig(container, "imagePullPolicy", null) in {"", null}

# tag_of is undefined where a digest says what is meant. The port of a registry is no tag.
tag_of(image) := parts[1] if {
	not contains(image, "@")
	parts := split(regex.replace(image, "^.*/", ""), ":")
}

tag_of(image) := "latest" if {
	not contains(image, "@")
	not contains(regex.replace(image, "^.*/", ""), ":")
}
