# METADATA
# title: Every image is pinned where the environment demands it
# description: >-
#   A tag can be given to another image after it was looked at; a digest is the content itself.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/containers/images/#image-names
# custom:
#   severity: high
#   kinds: [workloads]
#   scope: model
#   controls: [NSA/supply-chain, SOC2/CC8.1]
#   fix: Add the digest that the registry names for the tag, as @sha256:…; an agent has it in image.digest.
package policies.images.digest

import data.policies.lib

deny contains {"object": lib.ref(w.object), "path": i.path, "message": sprintf("%s runs %s without a digest, which %s demands", [i.who, i.reference, input.model.environment.name])} if {
	input.model.environment.images.digests == true
	some w in lib.workloads
	some i in lib.images(w.object)
	lib.image(i.reference).digest == ""
}
