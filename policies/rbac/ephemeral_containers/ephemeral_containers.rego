# METADATA
# title: No role adds containers to running pods
# description: >-
#   A container that is added to a running pod has any image, and reads the memory and the volumes of its neighbours.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/workloads/pods/ephemeral-containers/
# custom:
#   severity: high
#   kinds: [ClusterRole.rbac.authorization.k8s.io, Role.rbac.authorization.k8s.io]
#   scope: object
#   controls: [NSA/authorization, SOC2/CC6.3]
#   fix: Remove pods/ephemeralcontainers; grant it for the hours of an incident.
package policies.rbac.ephemeral_containers

import data.policies.lib

deny contains {"path": g.path, "message": sprintf("%s: its holder runs any image within a pod", [lib.granted(g)])} if {
	some g in lib.grants(input, "", {"pods/ephemeralcontainers"}, {"patch", "update"})
}
