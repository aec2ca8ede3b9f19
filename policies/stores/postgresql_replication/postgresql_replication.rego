# METADATA
# title: A commit in PostgreSQL is on two servers before it is said to be done
# description: >-
#   Without synchronous replication, the server that takes over may miss what clients were told is stored. Without a quorum
#   for the failover, the operator may choose that server although another one has everything.
# related_resources:
# - ref: https://cloudnative-pg.io/documentation/current/replication/#synchronous-replication
# custom:
#   severity: high
#   kinds: [Cluster.postgresql.cnpg.io]
#   scope: object
#   controls: [SOC2/A1.2, GDPR/Art.32]
#   fix: >-
#     Run three servers or more, and set postgresql.synchronous to method any, number 1 or more, dataDurability required and
#     failoverQuorum true.
package policies.stores.postgresql_replication

import data.policies.lib

servers := lib.dig(input, ["spec", "instances"], 1)

# synchronous is null where nobody waits for a standby.
synchronous := lib.dig(input, ["spec", "postgresql", "synchronous"], null)

# Who spreads servers over zones wants one to take over.
deny contains {"path": ["spec", "instances"], "message": "one server is spread over zones, and nothing takes over for it"} if {
	servers == 1
	some constraint in lib.dig(input, ["spec", "topologySpreadConstraints"], [])
	constraint.topologyKey == "topology.kubernetes.io/zone"
}

deny contains {"path": ["spec", "instances"], "message": message} if {
	servers == 2
	message := "with two servers, either commits wait for the only standby or a failover loses some; run three"
}

deny contains {"path": ["spec", "postgresql", "synchronous"], "message": message} if {
	is_number(servers)
	servers > 2
	not is_object(synchronous)
	message := sprintf("%d servers, and no commit waits for a second one", [servers])
}

deny contains {"path": ["spec", "postgresql", "synchronous", "failoverQuorum"], "message": "a server that misses commits may take over"} if {
	is_number(servers)
	servers > 2
	is_object(synchronous)
	not synchronous.failoverQuorum == true
}

deny contains {"path": ["spec", "postgresql", "synchronous", "dataDurability"], "message": "commits do not wait while no standby answers, and are lost if the server is"} if {
	is_object(synchronous)
	synchronous.dataDurability == "preferred"
}
