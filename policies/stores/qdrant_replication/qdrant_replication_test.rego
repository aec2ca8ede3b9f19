package policies.stores.qdrant_replication_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.stores.qdrant_replication

image := "docker.io/qdrant/qdrant:v1.19.0-unprivileged"

servers(reference, operations) := testing.edit(testing.fixture("StatefulSet.apps"), array.concat(
	[
		{"op": "replace", "path": testing.pod_path("StatefulSet.apps", ["containers", 0, "image"]), "value": reference},
		{"op": "add", "path": testing.pod_path("StatefulSet.apps", ["volumes", "-"]), "value": {"name": "config", "configMap": {"name": "a"}}},
	],
	operations,
))

cluster := servers(image, [])

config(key, text) := testing.set("ConfigMap", ["data"], {key: text})

good := "cluster: {enabled: true}\nstorage: {collection: {replication_factor: 3}}\n"

ordered(policy) := {{
	"object": lib.ref(cluster), "path": ["spec", "podManagementPolicy"],
	"message": sprintf("3 Qdrant servers start in the order %s: the first waits to be ready for those after it", [policy]),
}}

few(key, n, of, wanted) := {{
	"object": lib.ref(testing.fixture("ConfigMap")), "path": ["data", key],
	"message": sprintf("storage.collection.replication_factor is %d, where %d servers can keep %d copies", [n, of, wanted]),
}}

alone := {{
	"object": lib.ref(testing.fixture("ConfigMap")), "path": ["data", "production.yaml"],
	"message": "cluster.enabled is not true: 3 servers would be as many stores",
}}

cases["three copies"] := {"input": testing.environment([cluster, config("production.yaml", good)]), "want": set()}

cases["two copies"] := {
	"input": testing.environment([cluster, config("production.yaml", "cluster: {enabled: true}\nstorage: {collection: {replication_factor: 2}}")]),
	"want": few("production.yaml", 2, 3, 3),
}

cases["nothing is said of copies"] := {"input": testing.environment([cluster, config("config.yaml", "cluster: {enabled: true}")]), "want": few("config.yaml", 1, 3, 3)}

cases["no cluster"] := {"input": testing.environment([cluster, config("production.yaml", "cluster: {enabled: false}")]), "want": alone}

cases["nothing is said of a cluster"] := {"input": testing.environment([cluster, config("production.yaml", "log_level: INFO")]), "want": alone}

two := servers(image, [{"op": "replace", "path": "/spec/replicas", "value": 2}])

cases["two copies on two servers"] := {
	"input": testing.environment([two, config("production.yaml", "cluster: {enabled: true}\nstorage: {collection: {replication_factor: 2}}")]),
	"want": set(),
}

cases["one copy on two servers"] := {"input": testing.environment([two, config("production.yaml", "cluster: {enabled: true}")]), "want": few("production.yaml", 1, 2, 2)}

cases["one server"] := {
	"input": testing.environment([
		servers(image, [{"op": "replace", "path": "/spec/replicas", "value": 1}, {"op": "remove", "path": "/spec/podManagementPolicy"}]),
		config("production.yaml", "log_level: INFO"),
	]),
	"want": set(),
}

cases["one after the other"] := {
	"input": testing.environment([servers(image, [{"op": "replace", "path": "/spec/podManagementPolicy", "value": "OrderedReady"}]), config("production.yaml", good)]),
	"want": ordered("OrderedReady"),
}

cases["one after the other by default"] := {
	"input": testing.environment([servers(image, [{"op": "remove", "path": "/spec/podManagementPolicy"}]), config("production.yaml", good)]),
	"want": ordered("OrderedReady"),
}

cases["another image"] := {"input": testing.environment([servers("docker.io/example/aqdrant:1.0.0", []), config("production.yaml", "log_level: INFO")]), "want": set()}

cases["another file"] := {"input": testing.environment([cluster, config("start.sh", "log_level: INFO")]), "want": set()}

cases["a file that is no YAML"] := {"input": testing.environment([cluster, config("production.yaml", "{")]), "want": set()}

cases["a file of another ConfigMap"] := {
	"input": testing.environment([cluster, testing.put(config("production.yaml", "log_level: INFO"), ["metadata", "name"], "b")]),
	"want": set(),
}

cases["a factor that is no number"] := {
	"input": testing.environment([cluster, config("production.yaml", "cluster: {enabled: true}\nstorage: {collection: {replication_factor: many}}")]),
	"want": few("production.yaml", 1, 3, 3),
}

test_cases[note] if {
	some note, case in cases
	qdrant_replication.deny == case.want with input as case.input
}
