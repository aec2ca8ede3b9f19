# METADATA
# title: A token of the API reaches only pods that ask for it
# description: >-
#   Unless pod or service account forbids it, every container gets a token of the API: who breaks its program acts with
#   the rights of the account.
# related_resources:
# - ref: https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/
# custom:
#   severity: medium
#   kinds: [workloads, ServiceAccount]
#   scope: objects
#   controls: [CIS/5.1.6, NSA/pod-security, SOC2/CC6.3]
#   complete: true
#   fix: >-
#     Set automountServiceAccountToken to false on the pod or its ServiceAccount; a pod that does ask the API says true
#     itself.
package policies.pods.token_automount

import data.policies.lib

# A pod that says true has asked; one that says nothing takes what its account says, and an account that says nothing gives.
deny contains {"path": lib.at(w.pod.path, ["automountServiceAccountToken"]), "object": lib.ref(w.object), "message": message} if {
	some w in lib.workloads
	lib.dig(w.pod.spec, "automountServiceAccountToken", null) == null
	name := account(w.pod.spec)
	not withheld(lib.namespace(w.object), name)
	message := sprintf("the pod gets a token of the service account %q without asking for one", [name])
}

withheld(namespace, name) if lib.get("ServiceAccount", namespace, name).automountServiceAccountToken == false

account(spec) := given[0] if {
	given := array.concat(
		[name |
			some field in ["serviceAccountName", "serviceAccount"]
			name := spec[field]
			not name in {"", null}
		],
		["default"],
	)
}
