# METADATA
# title: Every backend of a route is there
# description: >-
#   Requests for a Service or a port that does not exist are answered with an error.
# related_resources:
# - ref: https://gateway-api.sigs.k8s.io/api-types/httproute/#backendrefs-optional
# custom:
#   severity: high
#   kinds: [GRPCRoute.gateway.networking.k8s.io, HTTPRoute.gateway.networking.k8s.io, TCPRoute.gateway.networking.k8s.io, TLSRoute.gateway.networking.k8s.io, UDPRoute.gateway.networking.k8s.io]
#   scope: objects
#   complete: true
#   controls: []
#   fix: >-
#     Correct the name, the namespace or the port, or render the Service.
package policies.references.route_backend

import data.policies.lib

deny contains {"object": lib.ref(b.route), "path": array.concat(b.path, ["name"]), "message": message} if {
	some b in lib.route_backends
	not lib.present(b.kind, b.namespace, b.ref.name)
	message := sprintf("it leads to the %s %s, and namespace %s has none of that name", [b.kind, b.ref.name, b.namespace])
}

deny contains {"object": lib.ref(b.route), "path": array.concat(b.path, ["port"]), "message": message} if {
	some b in lib.route_backends
	b.kind == "Service"
	service := lib.get("Service", b.namespace, b.ref.name)
	count(lib.dig(service.spec, "ports", [])) > 0
	not b.ref.port in {p.port | some p in service.spec.ports}
	is_number(b.ref.port)
	message := sprintf("it leads to port %d of the Service %s, which has no such port", [b.ref.port, b.ref.name])
}
