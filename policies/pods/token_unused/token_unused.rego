# METADATA
# title: A pod has a token only where its account may do something
# description: >-
#   A token of an account without rights still opens what every account may see, and names the pod to whoever steals
#   it.
# related_resources:
# - ref: https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#opt-out-of-api-credential-automounting
# custom:
#   severity: low
#   kinds: [workloads]
#   scope: objects
#   complete: true
#   controls: [CIS/5.1.6, NSA/authorization]
#   fix: >-
#     Set automountServiceAccountToken to false, or bind the role that the pod needs.
package policies.pods.token_unused

import data.policies.lib

# Pods that say nothing of a token are judged by pods/token-automount.
deny contains {"object": lib.ref(w.object), "path": lib.at(w.pod.path, ["automountServiceAccountToken"]), "message": message} if {
	some w in lib.workloads
	w.pod.spec.automountServiceAccountToken == true
	account := lib.dig(w.pod.spec, "serviceAccountName", "default")
	namespace := lib.namespace(w.object)
	count({["", "*"], [namespace, account], [namespace, "*"]} & bound) == 0
	message := sprintf("the pod gets a token of the service account %q, which no binding names", [account])
}

# bound are the accounts that a binding names: namespace and name; * for all of a namespace, or of all namespaces.
bound contains place if {
	some kind in ["ClusterRoleBinding.rbac.authorization.k8s.io", "RoleBinding.rbac.authorization.k8s.io"]
	some binding in lib.objects_of(kind)
	some subject in binding.subjects
	some place in places(subject, binding)
}

places(subject, binding) := [[lib.dig(subject, "namespace", lib.namespace(binding)), subject.name]] if subject.kind == "ServiceAccount"

places(subject, _) := [["", "*"]] if {
	subject.kind == "Group"
	subject.name in {"system:authenticated", "system:serviceaccounts"}
}

places(subject, _) := [[trim_prefix(subject.name, "system:serviceaccounts:"), "*"]] if {
	subject.kind == "Group"
	is_string(subject.name)
	startswith(subject.name, "system:serviceaccounts:")
}
