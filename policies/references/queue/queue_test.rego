package policies.references.queue_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.references.queue

model := {"agents": {"a": {"scaling": {"queue": {"name": "agents.a"}}}, "b": {}}}

scaler(trigger) := testing.set("ScaledObject.keda.sh", ["spec", "triggers"], [{"type": "cpu", "metadata": {"value": "70"}}, trigger])

cases["declared"] := {"input": testing.described([scaler({"type": "rabbitmq", "metadata": {"queueName": "agents.a"}})], model), "want": set()}

cases["not declared"] := {
	"input": testing.described([scaler({"type": "rabbitmq", "metadata": {"queueName": "agents.b"}})], model),
	"want": {{"object": lib.ref(scaler({})), "path": ["spec", "triggers", 1, "metadata", "queueName"], "message": "it watches the queue agents.b, which no agent declares"}},
}

cases["another kind of trigger"] := {"input": testing.described([scaler({"type": "kafka", "metadata": {"queueName": "agents.b"}})], model), "want": set()}

test_cases[note] if {
	some note, case in cases
	queue.deny == case.want with input as case.input
}
