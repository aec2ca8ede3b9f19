# METADATA
# title: Every Gateway says whose routes it takes
# description: >-
#   A listener that takes routes of all namespaces lets each of them answer for any host, and take the requests of
#   others.
# related_resources:
# - ref: https://gateway-api.sigs.k8s.io/guides/security-model/
# custom:
#   severity: medium
#   kinds: [Gateway.gateway.networking.k8s.io]
#   scope: object
#   controls: [NSA/network-separation]
#   fix: >-
#     Use from: Same, or from: Selector with the label of the namespaces that have routes.
package policies.network.gateway_routes

import data.policies.lib

deny contains {"path": ["spec", "listeners", i, "allowedRoutes", "namespaces", "from"], "message": message} if {
	some i, listener in input.spec.listeners
	listener.allowedRoutes.namespaces.from == "All"
	message := sprintf("listener %s takes routes of every namespace", [listener.name])
}

deny contains {"path": ["spec", "listeners", i, "allowedRoutes", "namespaces", "selector"], "message": message} if {
	some i, listener in input.spec.listeners
	listener.allowedRoutes.namespaces.from == "Selector"
	lib.nothing_chosen(lib.dig(listener.allowedRoutes.namespaces, "selector", {}))
	message := sprintf("listener %s takes routes of every namespace", [listener.name])
}
