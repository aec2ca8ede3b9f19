package policies.lib

# The machines of the described environment, and what pods may run on them. It reads input.model.

# node_pools are the pools with what one machine has for pods, in thousandths, the labels of its nodes and their number.
node_pools[name] := {
	"name": name,
	"allocatable": allocatable(pool),
	"labels": node_labels(pool),
	"taints": dig(pool, "taints", {}),
	"zones": {zone: n | some zone, n in pool.nodes},
	"count": sum([n | some n in pool.nodes]),
	"gpu": pool.role == "gpu",
} if {
	some name, pool in input.model.environment.nodePools
}

# node_labels are those that a pool is known to have; of other labels nothing is known.
node_labels(pool) := object.union(
	{"sutaz.ai/role": pool.role, "sutaz.ai/capacity": pool.capacityType},
	{"nvidia.com/gpu.product": product | product := pool.gpu.product},
)

# allocatable is what a machine has for pods: its size, less a core and 8 GiB (4 GiB up to 64 GB) for the system, less
# what runs on every node.
allocatable(pool) := object.union(devices(pool), {"cpu": max([0, cpu]), "memory": max([0, memory])}) if {
	cpu := (milli(pool.size.cpu) - 1000) - sum([milli(d.cpu) | some d in input.model.environment.daemons])
	size := milli(pool.size.memory)
	memory := (size - kept(size)) - sum([milli(d.memory) | some d in input.model.environment.daemons])
}

kept(size) := 4 * 1073741824000 if {
	size <= 64000000000000
} else := 8 * 1073741824000

devices(pool) := object.union(
	{"nvidia.com/gpu": amount | amount := pool.gpu.whole * 1000},
	{sprintf("nvidia.com/mig-%s", [profile]): amount | some profile, n in pool.gpu.slices; amount := n * 1000},
)

# placed are all workloads with what a pod takes, how many there are, and the pools whose nodes may take them.
placed := [object.union(a, {"pools": pools_for(a.spec)}) |
	some list in asked
	some a in list
	a.replicas.max > 0
]

# pools_for are the pools on which a pod may run, as far as labels and taints tell.
pools_for(spec) := {name |
	some name, pool in node_pools
	tolerates(spec, pool.taints)
	every key, value in dig(spec, "nodeSelector", {}) { dig(pool.labels, key, value) == value }
	in_terms(required_terms(spec), pool.labels)
}

required_terms(spec) := dig(
	spec,
	["affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms"],
	[{}],
)

in_terms(terms, labels) if {
	some term in terms
	every e in dig(term, "matchExpressions", []) { may_match(e, labels) }
}

# may_match says whether a node may match: a label of which nothing is known matches.
may_match(e, labels) if not e.key in object.keys(labels)

may_match(e, labels) if matches_expression(e, labels)

# tolerates says whether a pod may stand on nodes with taints, which keep pods away unless they say that they bear it.
tolerates(spec, taints) if {
	every key, value in taints {
		some t in spec.tolerations
		bears(t, key, value)
	}
}

bears(t, key, value) if {
	dig(t, "key", key) == key
	dig(t, "effect", "NoSchedule") in {"", "NoSchedule"}
	bears_value(dig(t, "operator", "Equal"), t, value)
}

bears_value("Exists", _, _)

bears_value("Equal", t, value) if {
	t.key
	dig(t, "value", "") == value
}

# pool_sets are the sets of pools to which some pods are bound, and with each all pods that can run nowhere else: they
# must fit there together.
pool_sets := {pools: [a | some a in placed; count(a.pools - pools) == 0] |
	some pools in {a.pools | some a in placed}
	count(pools) > 0
}

# held is what a set of pools has of a resource, with one zone lost or, where that is "", none.
held(pools, resource, lost) := sum([amount |
	some name in pools
	pool := node_pools[name]
	amount := dig(pool.allocatable, resource, 0) * (pool.count - dig(pool.zones, lost, 0))
])

# agent says whether a workload is an agent of the description.
agent(o) if input.model.running[o.metadata.name].namespace == namespace(o)
