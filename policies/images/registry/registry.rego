# METADATA
# title: Every image comes from a registry that the environment allows
# description: >-
#   An image from elsewhere was looked at by nobody: its publisher runs programs with the secrets and the network of
#   the pod.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/containers/images/
# custom:
#   severity: high
#   kinds: [workloads]
#   scope: model
#   controls: [CIS/5.5.1, NSA/supply-chain, SOC2/CC6.8]
#   fix: >-
#     Take the image from an allowed registry, or add its publisher to environment.images.registries after a look at
#     it.
package policies.images.registry

import data.policies.lib

deny contains {"object": lib.ref(w.object), "path": i.path, "message": sprintf("%s runs %s, and %s allows no images from there", [i.who, i.reference, input.model.environment.name])} if {
	registries := input.model.environment.images.registries
	some w in lib.workloads
	some i in lib.images(w.object)
	image := lib.image(i.reference)
	not allowed(registries, lib.full(image.name))
}

# A beginning ends where a part of the path does.
allowed(registries, name) if {
	some registry in registries
	startswith(sprintf("%s/", [name]), sprintf("%s/", [registry]))
}
