# METADATA
# title: No role makes persistent volumes
# description: >-
#   A persistent volume may be a directory of a node, which no policy for pods sees: its holder writes to the disk of
#   every node.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#persistent-volume-creation
# custom:
#   severity: high
#   kinds: [ClusterRole.rbac.authorization.k8s.io]
#   scope: object
#   controls: [CIS/5.1.9, NSA/authorization, SOC2/CC6.3]
#   fix: Let a storage class make volumes; grant persistentvolumeclaims, which ask for them.
package policies.rbac.persistent_volumes

import data.policies.lib

deny contains {"path": g.path, "message": sprintf("%s: its holder mounts the disks of nodes", [lib.granted(g)])} if {
	some g in lib.grants(input, "", {"persistentvolumes"}, {"create"})
}
