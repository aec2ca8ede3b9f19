# METADATA
# title: Every priority class of a pod is there
# description: >-
#   No pod is made while its priority class does not exist.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/
# custom:
#   severity: high
#   kinds: [workloads]
#   scope: objects
#   complete: true
#   controls: []
#   fix: >-
#     Render the PriorityClass, or name one that is there.
package policies.references.priority_class

import data.policies.lib

deny contains {"object": lib.ref(w.object), "path": lib.at(w.pod.path, ["priorityClassName"]), "message": message} if {
	some w in lib.workloads
	name := w.pod.spec.priorityClassName
	lib.named(name)
	not lib.present("PriorityClass.scheduling.k8s.io", "", name)
	message := sprintf("there is no priority class %s", [name])
}
