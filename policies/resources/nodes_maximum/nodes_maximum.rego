# METADATA
# title: The nodes hold what may run at most
# description: >-
#   Autoscalers that are allowed more than the nodes have leave pods waiting just when load is highest.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/scheduling-eviction/kube-scheduler/
# custom:
#   severity: medium
#   kinds: [workloads]
#   scope: model
#   complete: true
#   controls: [SOC2/A1.1]
#   fix: >-
#     Add nodes to the pools, or lower requests or the most replicas.
package policies.resources.nodes_maximum

import data.policies.lib

deny contains {"model": true, "path": ["environment", "nodePools"], "message": message} if {
	some pools, list in lib.pool_sets
	some resource in {name | some a in list; some name, _ in a.requests; name != "ephemeral-storage"}
	needed := lib.total(list, "requests", resource, "max")
	held := lib.held(pools, resource, "")
	needed > held
	lib.total(list, "requests", resource, "min") <= held
	message := sprintf("pods that can run on %s alone may scale to %s of %s, and the nodes have %s", [concat(", ", sort(pools)), lib.shown(resource, needed), resource, lib.shown(resource, held)])
}
