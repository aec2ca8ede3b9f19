# METADATA
# title: Every pod fits on a node
# description: >-
#   A pod that is larger than every node it may run on waits for ever, whatever the nodes have together.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/scheduling-eviction/kube-scheduler/
# custom:
#   severity: high
#   kinds: [workloads]
#   scope: model
#   complete: true
#   controls: []
#   fix: >-
#     Lower the requests, add a pool of larger machines, or let the pod run on pools that are large enough.
package policies.resources.pod_fits_node

import data.policies.lib

deny contains {"object": lib.ref(a.object), "path": lib.pod(a.object).path, "message": message} if {
	some a in lib.placed
	count(a.pools) == 0
	message := "no pool of the environment has the labels that the pod wants and no taint that it does not tolerate"
}

deny contains {"object": lib.ref(a.object), "path": lib.pod(a.object).path, "message": message} if {
	some a in lib.placed
	count(a.pools) > 0
	lacking := {pool: lack | some pool in a.pools; lack := lacks(a.requests, lib.node_pools[pool])}
	count(lacking) == count(a.pools)
	message := sprintf("no node takes the pod: %s", [concat("; ", sort([text | some text in lacking]))])
}

# lacks says of what a machine of a pool has too little for a pod.
lacks(requests, pool) := sprintf("a machine of the pool %s has %s", [pool.name, concat(", ", sort(short))]) if {
	short := {text |
		some resource, needed in requests
		resource != "ephemeral-storage"
		has := lib.dig(pool.allocatable, resource, 0)
		needed > has
		text := sprintf("%s of %s, of which it needs %s", [lib.shown(resource, has), resource, lib.shown(resource, needed)])
	}
	count(short) > 0
}
