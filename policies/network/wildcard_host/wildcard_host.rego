# METADATA
# title: Every route says whose requests it takes
# description: >-
#   A route without a host, or with a wildcard, takes the requests of hosts that are meant for others, or for nobody.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/services-networking/ingress/#hostname-wildcards
# custom:
#   severity: medium
#   kinds: [GRPCRoute.gateway.networking.k8s.io, HTTPRoute.gateway.networking.k8s.io, Ingress.networking.k8s.io, TLSRoute.gateway.networking.k8s.io]
#   scope: objects
#   controls: [NSA/network-separation]
#   fix: >-
#     Name each host.
package policies.network.wildcard_host

import data.policies.lib

deny contains {"object": lib.ref(ingress), "path": ["spec", "rules", i, "host"], "message": message} if {
	some ingress in lib.objects_of("Ingress.networking.k8s.io")
	some i, rule in ingress.spec.rules
	message := taken(lib.dig(rule, "host", ""))
}

deny contains {"object": lib.ref(ingress), "path": ["spec", "defaultBackend"], "message": taken("")} if {
	some ingress in lib.objects_of("Ingress.networking.k8s.io")
	ingress.spec.defaultBackend
	count(lib.dig(ingress, ["spec", "rules"], [])) == 0
}

deny contains {"object": lib.ref(route), "path": ["spec", "hostnames", i], "message": message} if {
	some route in hosted
	some i, host in route.spec.hostnames
	message := taken(host)
}

# A route without hosts takes those of its listeners. Where the Gateway is not here, nobody can tell.
deny contains {"object": lib.ref(route), "path": ["spec", "hostnames"], "message": message} if {
	some route in hosted
	count(lib.dig(route, ["spec", "hostnames"], [])) == 0
	hosts := {host | some l in lib.route_listeners(route); host := lib.dig(l.listener, "hostname", "")}
	message := taken(min(hosts))
}

hosted := [route |
	some route in lib.routes
	kind := lib.kind(route)
	kind in {"GRPCRoute.gateway.networking.k8s.io", "HTTPRoute.gateway.networking.k8s.io", "TLSRoute.gateway.networking.k8s.io"}
]

# taken says what is taken by a host that is not one.
taken(host) := "it takes the requests of every host" if host in {"", "*"}

taken(host) := sprintf("it takes the requests of every host below %s", [trim_prefix(host, "*.")]) if {
	is_string(host)
	startswith(host, "*.")
}
