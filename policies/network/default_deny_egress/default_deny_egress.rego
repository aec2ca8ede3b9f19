# METADATA
# title: Every namespace closes what goes out
# description: >-
#   Unless a policy chooses every pod, a pod that no policy names may call whatever it likes: data leave by it, and an attacker loads tools.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/services-networking/network-policies/
# custom:
#   severity: medium
#   kinds: [Namespace, workloads]
#   scope: objects
#   complete: true
#   controls: [CIS/5.3.2, NSA/network-separation, SOC2/CC6.6]
#   fix: >-
#     Add a NetworkPolicy with an empty podSelector and Egress in policyTypes, and let other policies open what is needed.
package policies.network.default_deny_egress

import data.policies.lib

deny contains {"object": lib.namespace_or_first(namespace), "path": [], "message": message} if {
	some namespace in lib.namespaces_to_close
	not closed(namespace)
	message := sprintf("no NetworkPolicy closes egress for every pod of namespace %s", [namespace])
}

closed(namespace) if {
	some p in lib.policies_in(namespace)
	lib.nothing_chosen(lib.dig(p, ["spec", "podSelector"], {}))
	"Egress" in lib.directions(p)
}
