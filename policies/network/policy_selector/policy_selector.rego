# METADATA
# title: Every policy finds pods
# description: >-
#   A policy that chooses no pod closes and opens nothing. Who wrote it believes that it does.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/services-networking/network-policies/
# custom:
#   severity: high
#   kinds: [NetworkPolicy.networking.k8s.io]
#   scope: objects
#   complete: true
#   controls: [CIS/5.3.2, NSA/network-separation]
#   fix: >-
#     Give podSelector the labels of the pod template that it is meant for, or remove the policy.
package policies.network.policy_selector

import data.policies.lib

deny contains {"object": lib.ref(policy), "path": ["spec", "podSelector"], "message": message} if {
	some policy in lib.objects_of(lib.policies_kind)
	selector := lib.dig(policy, ["spec", "podSelector"], {})
	not lib.nothing_chosen(selector)
	namespace := lib.namespace(policy)
	not lib.others_make_pods(namespace)
	count(lib.selected(namespace, selector)) == 0
	message := sprintf("no workload of namespace %s has %s", [namespace, lib.selector_text(selector)])
}
