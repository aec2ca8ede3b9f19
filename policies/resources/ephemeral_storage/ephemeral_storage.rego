# METADATA
# title: Every container says how much local disk it needs
# description: >-
#   Logs and files that a container writes fill the disk of its node, and then pods that have done nothing are evicted.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
# custom:
#   severity: medium
#   kinds: [workloads]
#   scope: object
#   controls: [NSA/resource-policies]
#   fix: >-
#     Set ephemeral-storage in resources.requests and resources.limits.
package policies.resources.ephemeral_storage

import data.policies.lib

deny contains {"path": lib.at(c.path, ["resources"]), "message": message} if {
	some c in lib.serving(input)
	not lib.names_a_resource({"spec": {}}, c.container, ["requests", "limits"], "ephemeral-storage")
	message := sprintf("%s has no request or limit for local disk", [lib.called(c)])
}
