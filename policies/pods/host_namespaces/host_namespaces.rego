# METADATA
# title: No pod shares a namespace of its host
# description: >-
#   With the network, the processes or the memory of the node, a pod passes every network policy, listens to its neighbours
#   and reads what their programs hold.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
# custom:
#   severity: critical
#   kinds: [workloads]
#   scope: object
#   controls: [PSS/baseline, CIS/5.2.3, CIS/5.2.4, CIS/5.2.5, NSA/pod-security]
#   fix: Remove hostNetwork, hostPID and hostIPC from the pod.
package policies.pods.host_namespaces

import data.policies.lib

shared := {"hostNetwork": "the network", "hostPID": "the processes", "hostIPC": "the memory"}

deny contains {"path": lib.at(pod.path, [field]), "message": sprintf("the pod shares %s of its node", [what])} if {
	pod := lib.pod(input)
	some field, what in shared
	pod.spec[field] == true
}
