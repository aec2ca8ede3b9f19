# METADATA
# title: No role runs what it likes
# description: >-
#   Who writes pods or what makes them picks their image, their service account and their secrets: within the
#   namespace that is everything.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#workload-creation
# custom:
#   severity: high
#   kinds: [ClusterRole.rbac.authorization.k8s.io, Role.rbac.authorization.k8s.io]
#   scope: object
#   controls: [CIS/5.1.4, NSA/authorization, SOC2/CC6.3]
#   fix: Let Argo CD write workloads; grant a part that is enough, such as deployments/scale or rollouts/status.
package policies.rbac.workload_write

import data.policies.lib

# The template of a Job cannot be changed once it is there.
templates := {
	["", "pods"]: {"create", "patch", "update"},
	["", "replicationcontrollers"]: {"create", "patch", "update"},
	["apps", "daemonsets"]: {"create", "patch", "update"},
	["apps", "deployments"]: {"create", "patch", "update"},
	["apps", "replicasets"]: {"create", "patch", "update"},
	["apps", "statefulsets"]: {"create", "patch", "update"},
	["argoproj.io", "rollouts"]: {"create", "patch", "update"},
	["batch", "cronjobs"]: {"create", "patch", "update"},
	["batch", "jobs"]: {"create"},
}

deny contains {"path": g.path, "message": sprintf("%s: its holder runs any image with any secret of the namespace", [lib.granted(g)])} if {
	some [group, resource], verbs in templates
	some g in lib.grants(input, group, {resource}, verbs)
}
