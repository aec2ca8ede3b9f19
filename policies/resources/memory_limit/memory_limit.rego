# METADATA
# title: Every container has a memory limit
# description: >-
#   A container that leaks takes the memory of the whole node, and the kernel kills what it finds there.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
# custom:
#   severity: high
#   kinds: [workloads]
#   scope: object
#   controls: [NSA/resource-policies]
#   fix: >-
#     Set resources.limits.memory on the container, or on the pod as a whole.
package policies.resources.memory_limit

import data.policies.lib

deny contains {"path": lib.at(c.path, ["resources"]), "message": message} if {
	pod := lib.pod(input)
	some c in lib.sized(input)
	not lib.names_a_resource(pod, c.container, ["limits"], "memory")
	message := sprintf("%s has no memory limit", [lib.called(c)])
}
