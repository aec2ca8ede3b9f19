# METADATA
# title: Every Secret of a user of RabbitMQ has the label by which the operator sees it
# description: >-
#   The topology operator looks at Secrets with its label alone. A user whose Secret has none is refused, and a password that
#   changes is not taken over: the client is locked out.
# related_resources:
# - ref: https://www.rabbitmq.com/kubernetes/operator/using-topology-operator
# custom:
#   severity: high
#   kinds: [User.rabbitmq.com]
#   scope: objects
#   controls: []
#   fix: >-
#     Give the ExternalSecret, or the metadata of its template where it has one, the label rabbitmq.com/topology-operator
#     with the value "true".
package policies.stores.rabbitmq_secret

import data.policies.lib

deny contains {"object": lib.ref(user), "path": ["spec", "importCredentialsSecret", "name"], "message": message} if {
	some user in lib.objects_of("User.rabbitmq.com")
	some external in input.objects["ExternalSecret.external-secrets.io"][lib.namespace(user)]
	secret := lib.dig(external, ["spec", "target", "name"], external.metadata.name)
	secret == user.spec.importCredentialsSecret.name
	lib.dig(taken_over(external), ["rabbitmq.com/topology-operator"], "") != "true"
	message := sprintf("the Secret %s has no label rabbitmq.com/topology-operator: true", [secret])
}

# taken_over are the labels that External Secrets gives a Secret.
taken_over(external) := lib.dig(external, ["spec", "target", "template", "metadata", "labels"], {}) if {
	is_object(external.spec.target.template)
} else := lib.labels(external)
