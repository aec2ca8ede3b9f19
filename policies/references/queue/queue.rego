# METADATA
# title: Every queue that scales an agent is one that an agent declares
# description: >-
#   An autoscaler that watches a queue into which nobody writes leaves its agent at the minimum, whatever waits.
# related_resources:
# - ref: https://keda.sh/docs/latest/scalers/rabbitmq-queue/
# custom:
#   severity: high
#   kinds: [ScaledObject.keda.sh]
#   scope: model
#   complete: true
#   controls: []
#   fix: >-
#     Give the trigger the name of the queue in scaling.queue.name of the agent.
package policies.references.queue

import data.policies.lib

deny contains {"object": lib.ref(scaler), "path": ["spec", "triggers", i, "metadata", "queueName"], "message": message} if {
	some scaler in lib.objects_of("ScaledObject.keda.sh")
	some i, trigger in scaler.spec.triggers
	trigger.type == "rabbitmq"
	name := trigger.metadata.queueName
	not name in queues
	message := sprintf("it watches the queue %s, which no agent declares", [name])
}

queues := {agent.scaling.queue.name | some agent in input.model.agents}
