# METADATA
# title: Containers of a pod do not see each other's processes
# description: >-
#   With shared processes each container reads the variables and, through /proc, the files of all others in its pod,
#   secrets among them.
# related_resources:
# - ref: https://kubernetes.io/docs/tasks/configure-pod-container/share-process-namespace/
# custom:
#   severity: medium
#   kinds: [workloads]
#   scope: object
#   controls: [CIS/5.6.3]
#   fix: Remove shareProcessNamespace; let containers speak through a port or a volume.
package policies.pods.shared_processes

import data.policies.lib

deny contains {"path": lib.at(pod.path, ["shareProcessNamespace"]), "message": "the containers of the pod share their processes"} if {
	pod := lib.pod(input)
	pod.spec.shareProcessNamespace == true
}
