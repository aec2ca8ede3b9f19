# METADATA
# title: Every user of RabbitMQ has rights on what it names alone
# description: >-
#   RabbitMQ looks for an expression anywhere in a name. One that is not anchored, or takes everything, lets a client read
#   or fill the queues of all others.
# related_resources:
# - ref: https://www.rabbitmq.com/docs/access-control#authorisation
# custom:
#   severity: high
#   kinds: [Permission.rabbitmq.com]
#   scope: objects
#   controls: [SOC2/CC6.1, GDPR/Art.32]
#   fix: >-
#     Write each right as ^name$, and one that nobody needs as ^$. A program that makes queues with names of its own gets a
#     vhost in which no other has any.
package policies.stores.rabbitmq_permission

import data.policies.lib

# Where no queue is declared in a vhost, it belongs to those who may make them there.
deny contains {"object": lib.ref(permission), "path": ["spec", "permissions", right], "message": message} if {
	some permission in lib.objects_of("Permission.rabbitmq.com")
	[lib.namespace(permission), lib.dig(permission, ["spec", "vhost"], "/")] in shared
	some right in ["configure", "read", "write"]
	expression := permission.spec.permissions[right]
	is_string(expression)
	whom := reaches(expression)
	message := sprintf("it may %s %s, by %q", [right, whom, expression])
}

# shared are the vhosts with declared queues, each with the namespace of their objects.
shared contains [lib.namespace(queue), lib.dig(queue, ["spec", "vhost"], "/")] if {
	some queue in lib.objects_of("Queue.rabbitmq.com")
}

# stranger is a name that nobody means.
stranger := "some.Other-name_0"

reaches(expression) := "everything" if {
	expression != ""
	regex.match(expression, stranger)
} else := "what has the name in its own" if {
	expression != ""
	not regex.match(`^\^.*\$$`, expression)
}
