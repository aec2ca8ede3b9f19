# METADATA
# title: No binding is for a default service account
# description: >-
#   Every pod that names no service account is the default one of its namespace: each of them, and each later one, has
#   the role.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/security/service-accounts/#default-service-accounts
# custom:
#   severity: medium
#   kinds: [ClusterRoleBinding.rbac.authorization.k8s.io, RoleBinding.rbac.authorization.k8s.io]
#   scope: object
#   controls: [CIS/5.1.5, NSA/authorization, SOC2/CC6.3]
#   fix: Give the workload a service account of its own, and bind that.
package policies.rbac.default_account

import data.policies.lib

deny contains {"path": ["subjects", i, "name"], "message": sprintf("every pod of namespace %s that names no service account has the permissions of %s", [account.namespace, input.roleRef.name])} if {
	some i, s in input.subjects
	account := lib.account(input, s)
	account.name == "default"
}
