# METADATA
# title: Every StatefulSet has the headless Service that names its pods
# description: >-
#   Pods of a StatefulSet get their own DNS names from a headless Service. Without it, peers never find each other.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#stable-network-id
# custom:
#   severity: medium
#   kinds: [StatefulSet.apps]
#   scope: objects
#   complete: true
#   controls: []
#   fix: >-
#     Render a Service of that name with clusterIP None and the labels of the pods in its selector.
package policies.references.stateful_set_service

import data.policies.lib

deny contains {"object": lib.ref(set_of_pods), "path": ["spec", "serviceName"], "message": message} if {
	some set_of_pods in lib.objects_of("StatefulSet.apps")
	name := set_of_pods.spec.serviceName
	lib.named(name)
	message := wrong(set_of_pods, lib.namespace(set_of_pods), name)
}

wrong(_, namespace, name) := sprintf("there is no Service %s in namespace %s", [name, namespace]) if {
	not lib.present("Service", namespace, name)
}

wrong(_, namespace, name) := sprintf("the Service %s has an address of its own, so it gives the pods no names; it needs clusterIP None", [name]) if {
	service := lib.get("Service", namespace, name)
	lib.dig(service.spec, "clusterIP", "") != "None"
}

wrong(set_of_pods, namespace, name) := sprintf("the Service %s does not select the pods", [name]) if {
	service := lib.get("Service", namespace, name)
	service.spec.clusterIP == "None"
	selector := lib.dig(service.spec, "selector", {})
	count(selector) > 0
	not object.subset(lib.dig(lib.pod(set_of_pods).metadata, "labels", {}), selector)
}
