package policies.lib

# made_pods are the labels of pods that operators make, by namespace, as far as they are known.

# The operator of RabbitMQ labels servers with the name of their cluster.
made_pods[namespace] contains object.union(own, dig(o, ["spec", "override", "statefulSet", "spec", "template", "metadata", "labels"], {})) if {
	some namespace
	some o in input.objects["RabbitmqCluster.rabbitmq.com"][namespace]
	own := {"app.kubernetes.io/name": o.metadata.name, "app.kubernetes.io/component": "rabbitmq", "app.kubernetes.io/part-of": "rabbitmq"}
}
