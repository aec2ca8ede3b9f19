# METADATA
# title: Every service account that is bound exists
# description: >-
#   A binding to an account that is not there gives its workload nothing; whoever makes an account of that name later
#   has the role.
# related_resources:
# - ref: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-subjects
# custom:
#   severity: medium
#   kinds: [ClusterRoleBinding.rbac.authorization.k8s.io, RoleBinding.rbac.authorization.k8s.io, ServiceAccount]
#   scope: objects
#   complete: true
#   controls: [NSA/authorization, SOC2/CC6.3]
#   fix: Correct the name or the namespace of the subject, or add the service account.
package policies.rbac.dangling_subject

import data.policies.lib

# An account in a namespace of which nothing is known here may be there.
deny contains {"object": lib.ref(b.binding), "path": ["subjects", i, "name"], "message": message} if {
	some b in lib.all_bindings
	some i, s in b.binding.subjects
	account := lib.account(b.binding, s)
	account.namespace in held
	account.name != "default"
	not lib.get("ServiceAccount", account.namespace, account.name)
	message := sprintf("there is no service account %s in namespace %s", [account.name, account.namespace])
}

held contains name if some name, _ in input.objects.Namespace[""]

held contains name if some name, _ in input.objects.ServiceAccount
