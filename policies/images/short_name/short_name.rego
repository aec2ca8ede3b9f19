# METADATA
# title: Every image names its registry
# description: >-
#   A name without a registry is completed by each node as it is set up: with Docker Hub, or with the first registry
#   that has such a name, which may be anybody's.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/containers/images/#image-names
# custom:
#   severity: low
#   kinds: [workloads]
#   scope: object
#   controls: [NSA/supply-chain]
#   fix: Write the registry, such as docker.io/library/nginx.
package policies.images.short_name

import data.policies.lib

deny contains {"path": i.path, "message": sprintf("%s runs %s and names no registry: %s is meant where Docker Hub is", [i.who, i.reference, lib.full(image.name)])} if {
	some i in lib.images(input)
	image := lib.image(i.reference)
	lib.registry(image.name) == ""
}
