# METADATA
# title: Every Gateway serves with TLS
# description: >-
#   What is sent to a listener without TLS, passwords among it, is read and changed on the way.
# related_resources:
# - ref: https://gateway-api.sigs.k8s.io/guides/tls/
# custom:
#   severity: high
#   kinds: [GRPCRoute.gateway.networking.k8s.io, Gateway.gateway.networking.k8s.io, HTTPRoute.gateway.networking.k8s.io]
#   scope: objects
#   controls: [NSA/network-separation, SOC2/CC6.7, GDPR/Art.32]
#   fix: >-
#     Add a listener with protocol HTTPS and a certificate, attach the route to it by sectionName, and let a route of
#     the HTTP listener redirect.
package policies.network.gateway_tls

import data.policies.lib

deny contains {"object": lib.ref(gateway), "path": ["spec", "listeners", i, "protocol"], "message": message} if {
	some gateway in public
	not encrypts(gateway)
	some i, listener in gateway.spec.listeners
	listener.protocol == "HTTP"
	message := sprintf("listener %s has no TLS, and no other listener has", [listener.name])
}

deny contains {"object": lib.ref(route), "path": l.path, "message": message} if {
	some route in lib.routes
	answers(route)
	some l in lib.route_listeners(route)
	l.gateway in public
	encrypts(l.gateway)
	l.listener.protocol == "HTTP"
	message := sprintf("it answers without TLS, by listener %s of the Gateway %s", [l.listener.name, l.gateway.metadata.name])
}

# public are the Gateways that may be reached from outside of the cluster.
public := [gateway |
	some gateway in lib.objects_of("Gateway.gateway.networking.k8s.io")
	lib.dig(lib.annotations(gateway), "networking.istio.io/service-type", "") != "ClusterIP"
]

encrypts(gateway) if {
	some listener in gateway.spec.listeners
	listener.protocol in {"HTTPS", "TLS", "HBONE"}
}

# answers says whether a route does more than to redirect.
answers(route) if {
	some rule in route.spec.rules
	count(lib.dig(rule, "backendRefs", [])) > 0
}
