# METADATA
# title: No image comes from the machine that runs it
# description: >-
#   localhost is each node itself: only a node that has such a registry starts the pod, and whoever runs a program
#   there gives it any image.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/containers/images/#image-names
# custom:
#   severity: medium
#   kinds: [workloads]
#   scope: object
#   controls: [NSA/supply-chain]
#   fix: Push the image to a registry that all nodes reach.
package policies.images.local_registry

import data.policies.lib

deny contains {"path": i.path, "message": sprintf("%s runs %s from a registry on its own node", [i.who, i.reference])} if {
	some i in lib.images(input)
	image := lib.image(i.reference)
	regex.match(`^(?:localhost|127\.[0-9.]+|\[::1\]|host\.docker\.internal)(?::[0-9]+)?$`, lib.registry(image.name))
}
