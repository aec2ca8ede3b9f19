# METADATA
# title: What a route or a Gateway takes of another namespace is granted to it
# description: >-
#   Without a ReferenceGrant in the other namespace the reference is refused: requests fail, and the listener stays shut.
# related_resources:
# - ref: https://gateway-api.sigs.k8s.io/api-types/referencegrant/
# custom:
#   severity: high
#   kinds: [Gateway.gateway.networking.k8s.io, GRPCRoute.gateway.networking.k8s.io, HTTPRoute.gateway.networking.k8s.io, TCPRoute.gateway.networking.k8s.io, TLSRoute.gateway.networking.k8s.io, UDPRoute.gateway.networking.k8s.io]
#   scope: objects
#   complete: true
#   controls: [SOC2/CC6.1]
#   fix: >-
#     Render a ReferenceGrant in the namespace that is referred to, or keep both in one namespace.
package policies.references.reference_grant

import data.policies.lib

deny contains {"object": lib.ref(r.object), "path": array.concat(r.path, ["namespace"]), "message": message} if {
	some r in array.concat(of_routes, of_gateways)
	r.namespace != lib.namespace(r.object)
	lib.present(r.kind, r.namespace, r.name)
	not granted(r)
	message := sprintf("it takes the %s %s of namespace %s, which grants it to no %s of namespace %s", [r.kind, r.name, r.namespace, r.object.kind, lib.namespace(r.object)])
}

of_routes := [{"object": b.route, "path": b.path, "kind": b.kind, "namespace": b.namespace, "name": b.ref.name} | some b in lib.route_backends]

of_gateways := [{"object": gateway, "path": ["spec", "listeners", i, "tls", "certificateRefs", j], "kind": kind, "namespace": ref.namespace, "name": ref.name} |
	some gateway in lib.objects_of("Gateway.gateway.networking.k8s.io")
	some i, listener in gateway.spec.listeners
	some j, ref in listener.tls.certificateRefs
	kind := lib.kind_of(lib.dig(ref, "group", ""), lib.dig(ref, "kind", "Secret"))
]

granted(r) if {
	some grant in input.objects["ReferenceGrant.gateway.networking.k8s.io"][r.namespace]
	some from in grant.spec.from
	from.namespace == lib.namespace(r.object)
	lib.kind_of(from.group, from.kind) == lib.kind(r.object)
	some to in grant.spec.to
	lib.kind_of(lib.dig(to, "group", ""), to.kind) == r.kind
	lib.dig(to, "name", r.name) == r.name
}
