# METADATA
# title: Every image has a reference that can be read
# description: >-
#   What is no reference is accepted by the API server and refused by the node: the pod never starts, with
#   InvalidImageName.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/containers/images/#image-names
# custom:
#   severity: high
#   kinds: [workloads]
#   scope: object
#   controls: []
#   fix: 'Write it as registry/path:tag, with @sha256: and 64 hexadecimal digits for a digest.'
package policies.images.malformed

import data.policies.lib

deny contains {"path": i.path, "message": sprintf("%s names %q, which is no reference of an image", [i.who, i.reference])} if {
	some i in lib.images(input)
	not lib.image(i.reference)
}
