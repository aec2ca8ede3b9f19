# METADATA
# title: Every queue of RabbitMQ is on a majority of an odd number of servers
# description: >-
#   A classic queue lies on one server, and is gone for as long as that is; one that is not durable loses its messages when
#   the server starts anew. An even number of servers fails as early as one less, and a halved cluster stands still.
# related_resources:
# - ref: https://www.rabbitmq.com/docs/quorum-queues
# custom:
#   severity: high
#   kinds: [Queue.rabbitmq.com, RabbitmqCluster.rabbitmq.com]
#   scope: object
#   controls: [SOC2/A1.2]
#   fix: >-
#     Give the queue type quorum and durable true, and the cluster 1, 3 or 5 replicas.
package policies.stores.rabbitmq_quorum

import data.policies.lib

deny contains {"path": ["spec", "type"], "message": message} if {
	lib.kind(input) == "Queue.rabbitmq.com"
	type := lib.dig(input, ["spec", "type"], "")
	not type in {"quorum", "stream"}
	message := sprintf("its type is %q, which no other server has a copy of", [type])
}

deny contains {"path": ["spec", "durable"], "message": "its messages go when the server starts anew"} if {
	lib.kind(input) == "Queue.rabbitmq.com"
	input.spec.durable == false
}

deny contains {"path": ["spec", "replicas"], "message": message} if {
	lib.kind(input) == "RabbitmqCluster.rabbitmq.com"
	replicas := input.spec.replicas
	replicas in {2, 4, 6, 8}
	message := sprintf("%d servers outlive no more failures than %d", [replicas, replicas - 1])
}
