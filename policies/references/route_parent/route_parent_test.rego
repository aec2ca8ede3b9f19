package policies.references.route_parent_test

import data.policies.lib.testing
import data.policies.references.route_parent

route(ref) := {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute", "metadata": {"name": "r", "namespace": "x"}, "spec": {"parentRefs": [ref]}}

gateway(listener) := {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "Gateway", "metadata": {"name": "g", "namespace": "w"}, "spec": {"listeners": [object.union({"name": "https", "port": 443}, listener)]}}

parent := {"name": "g", "namespace": "w"}

wrong(steps, message) := {{"object": {"kind": "HTTPRoute.gateway.networking.k8s.io", "namespace": "x", "name": "r"}, "path": array.concat(["spec", "parentRefs", 0], steps), "message": message}}

all := {"allowedRoutes": {"namespaces": {"from": "All"}}}

cases["it is taken"] := {"input": testing.environment([route(parent), gateway(all)]), "want": set()}

cases["no Gateway"] := {
	"input": testing.environment([route({"name": "g"}), gateway(all)]),
	"want": wrong(["name"], "its parent is the Gateway.gateway.networking.k8s.io g, and namespace x has none of that name"),
}

cases["no listener of that name"] := {
	"input": testing.environment([route(object.union(parent, {"sectionName": "http"})), gateway(all)]),
	"want": wrong([], "the Gateway g has no listener named http"),
}

cases["no listener on that port"] := {
	"input": testing.environment([route(object.union(parent, {"sectionName": "https", "port": 80})), gateway(all)]),
	"want": wrong([], "the Gateway g has no listener on port 80 named https"),
}

cases["the listener"] := {"input": testing.environment([route(object.union(parent, {"sectionName": "https", "port": 443})), gateway(all)]), "want": set()}

cases["its own namespace alone"] := {
	"input": testing.environment([route(parent), gateway({})]),
	"want": wrong([], "the Gateway g takes no routes of namespace x"),
}

cases["no namespace"] := {
	"input": testing.environment([route(parent), gateway({"allowedRoutes": {"namespaces": {"from": "None"}}})]),
	"want": wrong([], "the Gateway g takes no routes of namespace x"),
}

chosen(value) := gateway({"allowedRoutes": {"namespaces": {"from": "Selector", "selector": {"matchLabels": {"kubernetes.io/metadata.name": value}}}}})

cases["a chosen namespace"] := {"input": testing.environment([route(parent), chosen("x"), testing.fixture("Namespace")]), "want": set()}

cases["another is chosen"] := {
	"input": testing.environment([route(parent), chosen("y"), testing.fixture("Namespace")]),
	"want": wrong([], "the Gateway g takes no routes of namespace x"),
}

cases["in the namespace of the Gateway"] := {
	"input": testing.environment([route({"name": "g"}), testing.put(gateway({}), ["metadata", "namespace"], "x")]),
	"want": set(),
}

cases["a route of a mesh"] := {
	"input": testing.environment([route({"group": "", "kind": "Service", "name": "a"}), testing.fixture("Service")]),
	"want": set(),
}

cases["a route of a mesh, without the Service"] := {
	"input": testing.environment([route({"group": "", "kind": "Service", "name": "a"})]),
	"want": wrong(["name"], "its parent is the Service a, and namespace x has none of that name"),
}

cases[note] := {
	"input": testing.environment([object.union(route(parent), {"kind": note})]),
	"want": {{
		"object": {"kind": sprintf("%s.gateway.networking.k8s.io", [note]), "namespace": "x", "name": "r"}, "path": ["spec", "parentRefs", 0, "name"],
		"message": "its parent is the Gateway.gateway.networking.k8s.io g, and namespace w has none of that name",
	}},
} if {
	some note in ["GRPCRoute", "TCPRoute", "TLSRoute", "UDPRoute"]
}

test_cases[note] if {
	some note, case in cases
	route_parent.deny == case.want with input as case.input
}
