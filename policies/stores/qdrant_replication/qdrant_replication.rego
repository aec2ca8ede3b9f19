# METADATA
# title: A Qdrant cluster keeps its copies, and comes up at once
# description: >-
#   Qdrant keeps one copy of each shard unless it is told otherwise, however many servers there are: with the volume of
#   one server a part of every collection is gone. Servers that start one after the other wait for those that are not
#   there yet.
# related_resources:
# - ref: https://qdrant.tech/documentation/guides/distributed_deployment/
# custom:
#   severity: critical
#   kinds: [ConfigMap, StatefulSet.apps]
#   scope: objects
#   controls: [SOC2/A1.2]
#   fix: >-
#     Set cluster.enabled, and storage.collection.replication_factor to three or to the number of servers where there are
#     fewer, and podManagementPolicy to Parallel.
package policies.stores.qdrant_replication

import data.policies.lib

deny contains {"object": lib.ref(set), "path": ["spec", "podManagementPolicy"], "message": message} if {
	some set in clusters
	policy := lib.dig(set, ["spec", "podManagementPolicy"], "OrderedReady")
	policy != "Parallel"
	message := sprintf("%d Qdrant servers start in the order %s: the first waits to be ready for those after it", [set.spec.replicas, policy])
}

deny contains {"object": lib.ref(s.map), "path": ["data", s.key], "message": message} if {
	some s in settings
	lib.dig(s.config, ["cluster", "enabled"], false) == false
	message := sprintf("cluster.enabled is not true: %d servers would be as many stores", [s.servers])
}

deny contains {"object": lib.ref(s.map), "path": ["data", s.key], "message": message} if {
	some s in settings
	lib.dig(s.config, ["cluster", "enabled"], false) == true
	factor := lib.dig(s.config, ["storage", "collection", "replication_factor"], 1)
	wanted := min({3, s.servers})
	factor < wanted
	message := sprintf("storage.collection.replication_factor is %d, where %d servers can keep %d copies", [factor, s.servers, wanted])
}

# clusters are sets of more than one Qdrant server.
clusters := [set |
	some set in lib.objects_of("StatefulSet.apps")
	lib.dig(set, ["spec", "replicas"], 1) > 1
	some c in lib.serving(set)
	regex.match(`(^|/)qdrant$`, lib.image(lib.dig(c.container, "image", "")).name)
]

# settings are the files of clusters, as they are mounted from a ConfigMap.
settings contains {"map": map, "key": key, "config": config, "servers": set.spec.replicas} if {
	some set in clusters
	some volume in lib.dig(lib.pod(set).spec, "volumes", [])
	map := lib.get("ConfigMap", lib.namespace(set), volume.configMap.name)
	some key in {"config.yaml", "production.yaml"}
	text := map.data[key]
	yaml.is_valid(text)
	config := yaml.unmarshal(text)
	is_object(config)
}
