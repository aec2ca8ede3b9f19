# METADATA
# title: What a service sends to says when it is ready
# description: >-
#   Without a readiness probe a pod gets requests from the moment its process starts, and keeps them while it cannot
#   answer: each update and each overload loses some.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
# custom:
#   severity: medium
#   kinds: [DaemonSet.apps, Deployment.apps, Pod, ReplicaSet.apps, ReplicationController, Rollout.argoproj.io, StatefulSet.apps]
#   scope: objects
#   controls: [SOC2/A1.2]
#   fix: Add a readinessProbe that fails while the container cannot answer.
package policies.availability.readiness_probe

import data.policies.lib

deny contains {"object": lib.ref(s.workload.object), "path": lib.at(c.path, ["ports"]), "message": message} if {
	some s in lib.served
	looked_at(s)
	some port in s.service.spec.ports
	some c in lib.serving(s.workload.object)
	listens(c.container, object.get(port, "targetPort", port.port))
	not c.container.readinessProbe
	message := sprintf("a service sends requests to %s, which has no readiness probe", [lib.called(c)])
}

# A container may listen without saying so. Then any container of the pod may hold requests back.
deny contains {"object": lib.ref(s.workload.object), "path": lib.at(s.workload.pod.path, ["containers"]), "message": message} if {
	some s in lib.served
	looked_at(s)
	some port in s.service.spec.ports
	all_serving := lib.serving(s.workload.object)
	every c in all_serving {
		not listens(c.container, object.get(port, "targetPort", port.port))
		not c.container.readinessProbe
	}
	count(all_serving) > 0
	message := "a service sends requests to the pod, and none of its containers has a readiness probe"
}

# looked_at leaves out what ends, and services that want pods before they are ready.
looked_at(s) if {
	not lib.ends(s.workload.object)
	lib.kind(s.workload.object) != "PodTemplate"
	not s.service.spec.publishNotReadyAddresses == true
}

listens(container, port) if {
	some declared in container.ports
	port in [declared.containerPort, declared.name]
}
