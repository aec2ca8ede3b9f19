# METADATA
# title: Containers cannot change their own files
# description: >-
#   Who breaks into a program that may write beside it can leave tools behind and change what runs; and what is written
#   there is lost with the container.
# related_resources:
# - ref: https://media.defense.gov/2022/Aug/29/2003066362/-1/-1/0/CTR_KUBERNETES_HARDENING_GUIDANCE_1.2_20220829.PDF
# custom:
#   severity: medium
#   kinds: [workloads]
#   scope: object
#   controls: [CIS/5.6.3, NSA/pod-security]
#   fix: Set securityContext.readOnlyRootFilesystem to true, and mount an emptyDir where the program writes.
package policies.pods.read_only_root

import data.policies.lib

deny contains {"path": lib.at(c.path, ["securityContext", "readOnlyRootFilesystem"]), "message": message} if {
	not lib.windows(lib.pod(input))
	some c in lib.containers(input)
	not lib.dig(c.container, ["securityContext", "readOnlyRootFilesystem"], false) == true
	message := sprintf("%s may write to its own image", [lib.called(c)])
}
