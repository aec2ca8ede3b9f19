# METADATA
# title: No step of the start reserves far more than the pod itself
# description: >-
#   A pod reserves the largest step of its start for all its life: nodes are full of what was used for a minute.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#resource-sharing-within-containers
# custom:
#   severity: low
#   kinds: [workloads]
#   scope: object
#   controls: []
#   fix: >-
#     Lower the request of the init container, or do its work in a Job.
package policies.resources.start_requests

import data.policies.lib

deny contains {"path": lib.at(pod.path, ["initContainers"]), "message": message} if {
	pod := lib.pod(input)
	not pod.spec.resources
	some resource in ["cpu", "memory"]
	start := lib.starting_amounts(pod.spec, "requests")[resource]
	serving := lib.serving_amounts(pod.spec, "requests")[resource]
	serving > 0
	start > 2 * serving
	message := sprintf("a step of the start asks for %s of %s, and the pod then for %s", [lib.shown(resource, start), resource, lib.shown(resource, serving)])
}
