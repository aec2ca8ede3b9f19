package policies.lib

# made_pods are the labels of pods that others make, by namespace, as far as they are known.

# The operator of RabbitMQ labels servers with the name of their cluster.
made_pods[namespace] contains object.union(own, dig(o, ["spec", "override", "statefulSet", "spec", "template", "metadata", "labels"], {})) if {
	some namespace
	some o in input.objects["RabbitmqCluster.rabbitmq.com"][namespace]
	own := {"app.kubernetes.io/name": o.metadata.name, "app.kubernetes.io/component": "rabbitmq", "app.kubernetes.io/part-of": "rabbitmq"}
}

# That of PostgreSQL does so too, and pods inherit what the cluster says.
made_pods[namespace] contains object.union(own, dig(o, ["spec", "inheritedMetadata", "labels"], {})) if {
	some namespace
	some o in input.objects["Cluster.postgresql.cnpg.io"][namespace]
	own := {"cnpg.io/cluster": o.metadata.name, "cnpg.io/podRole": "instance"}
}

made_pods[namespace] contains object.union(own, dig(o, ["spec", "template", "metadata", "labels"], {})) if {
	some namespace
	some o in input.objects["Pooler.postgresql.cnpg.io"][namespace]
	own := {"cnpg.io/poolerName": o.metadata.name, "cnpg.io/podRole": "pooler"}
}

# What an object says that it makes, has its labels.
made_pods[namespace] contains labels(o) if {
	some namespaced in input.objects
	some namespace, objects in namespaced
	some o in objects
	makes_pods(o)
}

# makes_pods_for says whether a selector finds pods that others make.
makes_pods_for(namespace, selector) if {
	some found in made_pods[namespace]
	is_object(selector)
	matches(selector, found)
}
