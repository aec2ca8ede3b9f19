# METADATA
# title: No pod mounts a directory of its node
# description: >-
#   What a pod writes to its node outlives it and is seen by others; what it reads there may be keys of the node or
#   files of other pods.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
# custom:
#   severity: high
#   kinds: [workloads]
#   scope: object
#   controls: [PSS/baseline, CIS/5.2.12, NSA/pod-security]
#   fix: >-
#     Use a claim, an emptyDir or a projected volume instead of hostPath; a node agent that must see its node needs a
#     waiver.
package policies.pods.host_path

import data.policies.lib

deny contains {"path": lib.at(pod.path, ["volumes", i, "hostPath"]), "message": message} if {
	pod := lib.pod(input)
	some i, volume in pod.spec.volumes
	volume.hostPath != null
	message := sprintf("the volume %q is a directory of the node", [lib.dig(volume, "name", "")])
}
