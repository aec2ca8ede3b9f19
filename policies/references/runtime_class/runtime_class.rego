# METADATA
# title: Every runtime class of a pod is there
# description: >-
#   No pod is made while its runtime class does not exist.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/containers/runtime-class/
# custom:
#   severity: high
#   kinds: [workloads]
#   scope: objects
#   complete: true
#   controls: []
#   fix: >-
#     Render the RuntimeClass, or name it in the annotation sutaz.ai/makes of an object whose controller brings it, as in
#     "RuntimeClass.node.k8s.io/gvisor".
package policies.references.runtime_class

import data.policies.lib

deny contains {"object": lib.ref(w.object), "path": lib.at(w.pod.path, ["runtimeClassName"]), "message": message} if {
	some w in lib.workloads
	name := w.pod.spec.runtimeClassName
	lib.named(name)
	not lib.present("RuntimeClass.node.k8s.io", "", name)
	message := sprintf("there is no runtime class %s", [name])
}
