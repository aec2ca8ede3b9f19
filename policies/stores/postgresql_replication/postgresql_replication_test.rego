package policies.stores.postgresql_replication_test

import data.policies.lib.testing
import data.policies.stores.postgresql_replication

cluster := {
	"apiVersion": "postgresql.cnpg.io/v1", "kind": "Cluster", "metadata": {"name": "a", "namespace": "x"},
	"spec": {"instances": 3, "postgresql": {"synchronous": {"method": "any", "number": 1, "dataDurability": "required", "failoverQuorum": true}}},
}

replaced(path, value) := testing.edit(cluster, [{"op": "replace", "path": path, "value": value}])

removed(path) := testing.edit(cluster, [{"op": "remove", "path": path}])

one := testing.edit(cluster, [{"op": "replace", "path": "/spec", "value": {"instances": 1}}])

cases["three servers"] := {"input": cluster, "want": set()}

cases["the default durability"] := {"input": removed("/spec/postgresql/synchronous/dataDurability"), "want": set()}

cases["one server"] := {"input": one, "want": set()}

cases["a number of servers that nobody says"] := {"input": testing.edit(one, [{"op": "replace", "path": "/spec", "value": {}}]), "want": set()}

cases["one server on any host"] := {
	"input": testing.put(one, ["spec", "topologySpreadConstraints"], [{"topologyKey": "kubernetes.io/hostname"}]),
	"want": set(),
}

cases["one server in three zones"] := {
	"input": testing.put(one, ["spec", "topologySpreadConstraints"], [{"topologyKey": "topology.kubernetes.io/zone"}]),
	"want": {{"path": ["spec", "instances"], "message": "one server is spread over zones, and nothing takes over for it"}},
}

cases["two servers"] := {
	"input": replaced("/spec/instances", 2),
	"want": {{"path": ["spec", "instances"], "message": "with two servers, either commits wait for the only standby or a failover loses some; run three"}},
}

cases["nobody waits"] := {
	"input": removed("/spec/postgresql/synchronous"),
	"want": {{"path": ["spec", "postgresql", "synchronous"], "message": "3 servers, and no commit waits for a second one"}},
}

cases["nothing of PostgreSQL is said"] := {
	"input": removed("/spec/postgresql"),
	"want": {{"path": ["spec", "postgresql", "synchronous"], "message": "3 servers, and no commit waits for a second one"}},
}

cases[sprintf("a failover without a quorum, %s", [note])] := {
	"input": o,
	"want": {{"path": ["spec", "postgresql", "synchronous", "failoverQuorum"], "message": "a server that misses commits may take over"}},
} if {
	some note, o in {
		"by default": removed("/spec/postgresql/synchronous/failoverQuorum"),
		"as said": replaced("/spec/postgresql/synchronous/failoverQuorum", false),
	}
}

cases["waits only while it can"] := {
	"input": replaced("/spec/postgresql/synchronous/dataDurability", "preferred"),
	"want": {{
		"path": ["spec", "postgresql", "synchronous", "dataDurability"],
		"message": "commits do not wait while no standby answers, and are lost if the server is",
	}},
}

test_cases[note] if {
	some note, case in cases
	postgresql_replication.deny == case.want with input as case.input
}
