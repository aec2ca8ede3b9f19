package policies.stores.rabbitmq_quorum_test

import data.policies.lib.testing
import data.policies.stores.rabbitmq_quorum

queue := {"apiVersion": "rabbitmq.com/v1beta1", "kind": "Queue", "metadata": {"name": "a", "namespace": "x"}, "spec": {"name": "q", "type": "quorum", "durable": true}}

cluster(replicas) := {"apiVersion": "rabbitmq.com/v1beta1", "kind": "RabbitmqCluster", "metadata": {"name": "a", "namespace": "x"}, "spec": {"replicas": replicas}}

type(value) := {"path": ["spec", "type"], "message": sprintf("its type is %q, which no other server has a copy of", [value])}

cases["a quorum queue"] := {"input": queue, "want": set()}

cases["a stream"] := {"input": testing.put(queue, ["spec", "type"], "stream"), "want": set()}

cases["a classic queue"] := {"input": testing.put(queue, ["spec", "type"], "classic"), "want": {type("classic")}}

cases["no type"] := {"input": testing.edit(queue, [{"op": "remove", "path": ["spec", "type"]}]), "want": {type("")}}

cases["not durable"] := {
	"input": testing.put(queue, ["spec", "durable"], false),
	"want": {{"path": ["spec", "durable"], "message": "its messages go when the server starts anew"}},
}

# The operator's webhook makes it durable.
cases["durable by default"] := {"input": testing.edit(queue, [{"op": "remove", "path": ["spec", "durable"]}]), "want": set()}

cases[sprintf("%d servers", [replicas])] := {"input": cluster(replicas), "want": set()} if some replicas in [0, 1, 3, 5]

cases["servers in quotes"] := {"input": cluster("2"), "want": set()}

cases[sprintf("%d servers", [replicas])] := {
	"input": cluster(replicas),
	"want": {{"path": ["spec", "replicas"], "message": sprintf("%d servers outlive no more failures than %d", [replicas, replicas - 1])}},
} if {
	some replicas in [2, 4, 6]
}

test_cases[note] if {
	some note, case in cases
	rabbitmq_quorum.deny == case.want with input as case.input
}
