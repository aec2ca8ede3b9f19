# METADATA
# title: Every container says how much memory it needs
# description: >-
#   Without a request the scheduler fills the node, and this container is among the first that are killed when memory runs
#   out.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
# custom:
#   severity: medium
#   kinds: [workloads]
#   scope: object
#   controls: [NSA/resource-policies]
#   fix: >-
#     Set resources.requests.memory to what the container uses under usual load.
package policies.resources.memory_request

import data.policies.lib

deny contains {"path": lib.at(c.path, ["resources"]), "message": message} if {
	pod := lib.pod(input)
	some c in lib.serving(input)
	not lib.names_a_resource(pod, c.container, ["requests", "limits"], "memory")
	message := sprintf("%s has no memory request", [lib.called(c)])
}
