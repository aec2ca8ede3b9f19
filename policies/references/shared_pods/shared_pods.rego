# METADATA
# title: No two controllers select the same pods
# description: >-
#   Controllers whose selectors meet count, scale and evict the pods of the other as their own.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#selector
# custom:
#   severity: high
#   kinds: [DaemonSet.apps, Deployment.apps, ReplicaSet.apps, ReplicationController, Rollout.argoproj.io, StatefulSet.apps]
#   scope: objects
#   complete: true
#   controls: []
#   fix: >-
#     Give each controller a label that the other does not have, in its selector and its template.
package policies.references.shared_pods

import data.policies.lib

deny contains {"object": lib.ref(controller), "path": ["spec", "selector"], "message": message} if {
	some kind in lib.controllers
	some controller in lib.objects_of(kind)
	not lib.owned(controller)
	selector := lib.controller_selector(controller)
	some other in lib.selected(lib.namespace(controller), selector)
	lib.kind(other.object) in lib.controllers
	lib.ref(other.object) != lib.ref(controller)
	not lib.owned(other.object)
	message := sprintf("it also selects the pods of %s %s", [other.object.kind, other.object.metadata.name])
}
