# METADATA
# title: Every pod is behind a policy in both directions
# description: >-
#   Where policies close some pods of a namespace, the others look as if they were closed too. A label that was mistyped is enough.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/services-networking/network-policies/
# custom:
#   severity: high
#   kinds: [workloads]
#   scope: objects
#   complete: true
#   controls: [CIS/5.3.2, NSA/network-separation, SOC2/CC6.6]
#   fix: >-
#     Give the pod the labels that a policy chooses, or add a policy with an empty podSelector that closes the direction.
package policies.network.pod_unselected

import data.policies.lib

# Where no policy closes any pod in a direction, that is said of the namespace.
deny contains {"object": lib.ref(w.object), "path": lib.at(w.pod.at, ["metadata", "labels"]), "message": message} if {
	some namespace, list in lib.workloads_in
	lib.judged_by_policies(namespace)
	some direction in {d | some p in lib.policies_in(namespace); some d in lib.directions(p)}
	some w in list
	not lib.on_host(w.pod)
	not lib.isolated(w.object, direction)
	message := sprintf("no NetworkPolicy closes %s for its pods", [lower(direction)])
}
