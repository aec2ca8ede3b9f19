# METADATA
# title: No role changes admission
# description: >-
#   A mutating webhook or policy changes every object on its way into the cluster, a validating webhook reads it, and
#   without them nothing is checked.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#control-admission-webhooks
# custom:
#   severity: critical
#   kinds: [ClusterRole.rbac.authorization.k8s.io]
#   scope: object
#   controls: [CIS/5.1.12, NSA/authorization, SOC2/CC6.3]
#   fix: Let Argo CD write webhook configurations and admission policies; remove the permission.
package policies.rbac.admission_write

import data.policies.lib

resources := {
	"mutatingadmissionpolicies", "mutatingadmissionpolicybindings", "mutatingwebhookconfigurations",
	"validatingadmissionpolicies", "validatingadmissionpolicybindings", "validatingwebhookconfigurations",
}

deny contains {"path": g.path, "message": sprintf("%s: its holder says what the cluster admits", [lib.granted(g)])} if {
	some g in lib.grants(input, "admissionregistration.k8s.io", resources, {"create", "delete", "deletecollection", "patch", "update"})
}
