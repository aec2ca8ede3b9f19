# METADATA
# title: No Windows container runs as a process of its node
# description: >-
#   A host process has the rights of an administrator of the Windows node: who breaks its program owns the node.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
# custom:
#   severity: critical
#   kinds: [workloads]
#   scope: object
#   controls: [PSS/baseline, CIS/5.2.11]
#   fix: Remove windowsOptions.hostProcess, or set it to false.
package policies.pods.host_process

import data.policies.lib

deny contains {"path": lib.at(s.path, ["windowsOptions", "hostProcess"]), "message": message} if {
	some s in lib.security_contexts(input)
	s.fields.windowsOptions.hostProcess == true
	message := sprintf("%s runs as a process of its Windows node", [s.who])
}
