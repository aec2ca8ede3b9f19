# METADATA
# title: The scheduler chooses the node
# description: >-
#   A pod that names its node goes there without regard to room, taints and spread, and nowhere else when the node is
#   gone.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#nodename
# custom:
#   severity: medium
#   kinds: [workloads]
#   scope: object
#   controls: []
#   fix: Remove nodeName; say with nodeSelector or affinity what the node must have.
package policies.pods.node_name

import data.policies.lib

deny contains {"path": lib.at(pod.path, ["nodeName"]), "message": sprintf("the pod runs only on the node %v", [pod.spec.nodeName])} if {
	pod := lib.pod(input)
	not pod.spec.nodeName in {"", null}
}
