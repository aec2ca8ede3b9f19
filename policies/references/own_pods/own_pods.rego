# METADATA
# title: Every controller selects the pods that it makes
# description: >-
#   The API server refuses a controller whose selector does not match its own template, and Argo Rollouts calls it
#   invalid.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#selector
# custom:
#   severity: high
#   kinds: [DaemonSet.apps, Deployment.apps, ReplicaSet.apps, ReplicationController, Rollout.argoproj.io, StatefulSet.apps]
#   scope: object
#   controls: []
#   fix: >-
#     Give the template the labels of the selector. A selector cannot be changed later: recreate the controller where it
#     is the selector that is wrong.
package policies.references.own_pods

import data.policies.lib

deny contains {"path": ["spec", "selector"], "message": message} if {
	lib.kind(input) in lib.controllers
	selector := lib.controller_selector(input)
	labels := lib.dig(lib.pod(input).metadata, "labels", {})
	not lib.matches(selector, labels)
	message := sprintf("its pods have the labels %s, which the selector does not match", [lib.pairs(labels)])
}
