# METADATA
# title: Every route is attached to a listener that takes it
# description: >-
#   A route that no listener takes is served nowhere.
# related_resources:
# - ref: https://gateway-api.sigs.k8s.io/concepts/api-overview/#attaching-routes-to-gateways
# custom:
#   severity: high
#   kinds: [GRPCRoute.gateway.networking.k8s.io, HTTPRoute.gateway.networking.k8s.io, TCPRoute.gateway.networking.k8s.io, TLSRoute.gateway.networking.k8s.io, UDPRoute.gateway.networking.k8s.io]
#   scope: objects
#   complete: true
#   controls: []
#   fix: >-
#     Correct the name, the section or the port of the parent, or let the listener take routes of this namespace with
#     allowedRoutes.
package policies.references.route_parent

import data.policies.lib

deny contains {"object": lib.ref(p.route), "path": array.concat(p.path, ["name"]), "message": message} if {
	some p in parents
	not lib.present(p.kind, p.namespace, p.ref.name)
	message := sprintf("its parent is the %s %s, and namespace %s has none of that name", [p.kind, p.ref.name, p.namespace])
}

deny contains {"object": lib.ref(p.route), "path": p.path, "message": message} if {
	some p in parents
	count(listeners(p)) == 0
	message := sprintf("the Gateway %s has no listener%s", [p.ref.name, wish(p.ref)])
}

deny contains {"object": lib.ref(p.route), "path": p.path, "message": message} if {
	some p in parents
	found := listeners(p)
	count(found) > 0
	count([l | some l in found; takes(p, l)]) == 0
	message := sprintf("the Gateway %s takes no routes of namespace %s%s", [p.ref.name, lib.namespace(p.route), wish(p.ref)])
}

parents := [p |
	some route in lib.routes
	some i, ref in route.spec.parentRefs
	p := {
		"route": route, "path": ["spec", "parentRefs", i], "ref": ref,
		"kind": lib.kind_of(lib.dig(ref, "group", "gateway.networking.k8s.io"), lib.dig(ref, "kind", "Gateway")),
		"namespace": lib.dig(ref, "namespace", lib.namespace(route)),
	}
]

# listeners are those of a parent that is a Gateway that the route may mean.
listeners(p) := lib.parent_listeners(lib.parent_gateway(p.route, p.ref), p.ref)

# takes says whether a listener takes routes of a namespace: by default those of its own.
takes(p, listener) if {
	from := lib.dig(listener, ["allowedRoutes", "namespaces", "from"], "Same")
	admits(from, p, listener)
}

admits("All", _, _)

admits("Same", p, _) if p.namespace == lib.namespace(p.route)

admits("Selector", p, listener) if lib.namespace(p.route) in lib.namespaces_with(listener.allowedRoutes.namespaces.selector)

wish(ref) := concat("", [text |
	some field, called in {"port": " on port %v", "sectionName": " named %v"}
	text := sprintf(called, [ref[field]])
])
