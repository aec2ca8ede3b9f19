# METADATA
# title: The nodes hold what always runs
# description: >-
#   Pods that never find a node are an outage from the first day, and those that lose theirs with a zone are one on the
#   day that it is lost.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/scheduling-eviction/kube-scheduler/
# custom:
#   severity: high
#   kinds: [workloads]
#   scope: model
#   complete: true
#   controls: [SOC2/A1.1]
#   fix: >-
#     Add nodes to the pools, or lower requests or the fewest replicas.
package policies.resources.nodes_minimum

import data.policies.lib

deny contains {"model": true, "path": ["environment", "nodePools"], "message": message} if {
	some pools, list in lib.pool_sets
	some resource in resources(list)
	needed := lib.total(list, "requests", resource, "min")
	zone := worst(pools, resource)
	held := lib.held(pools, resource, zone)
	needed > held
	message := sprintf("pods that can run on %s alone need %s of %s at least, and the nodes have %s%s", [concat(", ", sort(pools)), lib.shown(resource, needed), resource, lib.shown(resource, held), without(zone)])
}

deny contains {"model": true, "path": ["environment", "nodePools"], "message": message} if {
	share := input.model.environment.capacity.agentShare
	some pools, list in lib.pool_sets
	agents := [a | some a in list; lib.agent(a.object)]
	some resource in ["cpu", "memory"]
	needed := lib.total(agents, "requests", resource, "min")
	zone := worst(pools, resource)
	held := (lib.held(pools, resource, zone) * share) / 100
	needed > held
	needed <= lib.held(pools, resource, zone)
	message := sprintf("agents that can run on %s alone need %s of %s at least, and their share of the nodes is %s%s", [concat(", ", sort(pools)), lib.shown(resource, needed), resource, lib.shown(resource, held), without(zone)])
}

# resources are those of which nodes have a number. Local disk is not among what is described.
resources(list) := {name | some a in list; some name, _ in a.requests; name != "ephemeral-storage"}

# worst is the zone whose loss leaves least, where the environment must survive that; GPUs have no spare.
worst(pools, resource) := zones[0][1] if {
	lib.dig(input.model.environment.capacity, "surviveZone", true)
	not accelerated(pools)
	count(input.model.environment.zones) > 1
	zones := sort([[lib.held(pools, resource, zone), zone] | some zone in input.model.environment.zones])
} else := ""

accelerated(pools) if {
	some name in pools
	lib.node_pools[name].gpu
}

without("") := ""

without(zone) := sprintf(" without zone %s", [zone]) if zone != ""
