# METADATA
# title: Every image has a tag or a digest
# description: >-
#   Without a tag an image is latest: what runs changes when a pod starts again, and nobody can say what ran, nor go
#   back to it.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/containers/images/#image-names
# custom:
#   severity: high
#   kinds: [workloads]
#   scope: object
#   controls: [NSA/supply-chain, SOC2/CC8.1]
#   fix: Add the tag of the version that is meant, better with its digest.
package policies.images.no_tag

import data.policies.lib

deny contains {"path": i.path, "message": sprintf("%s runs %s without a tag, which is latest", [i.who, i.reference])} if {
	some i in lib.images(input)
	image := lib.image(i.reference)
	image.tag == ""
	image.digest == ""
}
