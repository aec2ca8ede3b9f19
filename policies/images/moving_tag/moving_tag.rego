# METADATA
# title: No image has a tag that moves
# description: >-
#   A tag such as latest, main or 16 is given to one image after another: two replicas run different programs, and
#   going back changes nothing.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/containers/images/#updating-images
# custom:
#   severity: medium
#   kinds: [workloads]
#   scope: object
#   controls: [NSA/supply-chain, SOC2/CC8.1]
#   fix: Name the whole version, or pin the image by its digest, beside which a tag is only a note.
package policies.images.moving_tag

import data.policies.lib

deny contains {"path": i.path, "message": sprintf("%s runs %s, and its tag %s", [i.who, i.reference, why])} if {
	some i in lib.images(input)
	image := lib.image(i.reference)
	image.tag != ""
	image.digest == ""
	why := lib.moves(image.tag)
}
