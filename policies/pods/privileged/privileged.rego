# METADATA
# title: No container is privileged
# description: >-
#   A privileged container has every capability and every device of its node: who breaks out of its program owns the node
#   and all that runs there.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
# custom:
#   severity: critical
#   kinds: [workloads]
#   scope: object
#   controls: [PSS/baseline, CIS/5.2.2, NSA/pod-security]
#   fix: Remove securityContext.privileged, or set it to false; if one capability is needed, add that alone.
package policies.pods.privileged

import data.policies.lib

deny contains {"path": lib.at(c.path, ["securityContext", "privileged"]), "message": message} if {
	some c in lib.containers(input)
	c.container.securityContext.privileged == true
	message := sprintf("%s runs privileged", [lib.called(c)])
}
