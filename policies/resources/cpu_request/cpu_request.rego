# METADATA
# title: Every container says how much CPU it needs
# description: >-
#   Without a request a container gets what its neighbours leave, and the scheduler and autoscalers count it as nothing. A
#   limit is not demanded: it slows a container down while cores stand idle, and the request already shares them out.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
# custom:
#   severity: medium
#   kinds: [workloads]
#   scope: object
#   controls: [NSA/resource-policies]
#   fix: >-
#     Set resources.requests.cpu to what the container uses under usual load.
package policies.resources.cpu_request

import data.policies.lib

deny contains {"path": lib.at(c.path, ["resources"]), "message": message} if {
	pod := lib.pod(input)
	some c in lib.serving(input)
	not lib.names_a_resource(pod, c.container, ["requests", "limits"], "cpu")
	message := sprintf("%s has no CPU request", [lib.called(c)])
}
