package policies.references.route_backend_test

import data.policies.lib.testing
import data.policies.references.route_backend

service := testing.fixture("Service")

route(kind, rules) := {"apiVersion": "gateway.networking.k8s.io/v1", "kind": kind, "metadata": {"name": "r", "namespace": "x"}, "spec": {"rules": rules}}

wrong(kind, path, message) := {{"object": {"kind": sprintf("%s.gateway.networking.k8s.io", [kind]), "namespace": "x", "name": "r"}, "path": path, "message": message}}

cases[note] := {
	"input": testing.environment([service, route(kind, [{"backendRefs": [{"name": "a", "port": 80}, {"name": "b", "port": 80}]}])]),
	"want": wrong(kind, ["spec", "rules", 0, "backendRefs", 1, "name"], "it leads to the Service b, and namespace x has none of that name"),
} if {
	some kind in ["GRPCRoute", "HTTPRoute", "TCPRoute", "TLSRoute", "UDPRoute"]
	note := sprintf("a %s", [kind])
}

cases["no such port"] := {
	"input": testing.environment([service, route("HTTPRoute", [{"backendRefs": [{"name": "a", "port": 8080}]}])]),
	"want": wrong("HTTPRoute", ["spec", "rules", 0, "backendRefs", 0, "port"], "it leads to port 8080 of the Service a, which has no such port"),
}

cases["a mirror"] := {
	"input": testing.environment([service, route("HTTPRoute", [{"filters": [{"type": "RequestMirror", "requestMirror": {"backendRef": {"name": "b", "port": 80}}}], "backendRefs": [{"name": "a", "port": 80}]}])]),
	"want": wrong("HTTPRoute", ["spec", "rules", 0, "filters", 0, "requestMirror", "backendRef", "name"], "it leads to the Service b, and namespace x has none of that name"),
}

cases["a mirror of a backend"] := {
	"input": testing.environment([service, route("HTTPRoute", [{"backendRefs": [{"name": "a", "port": 80, "filters": [{"requestMirror": {"backendRef": {"name": "b", "port": 80}}}]}]}])]),
	"want": wrong("HTTPRoute", ["spec", "rules", 0, "backendRefs", 0, "filters", 0, "requestMirror", "backendRef", "name"], "it leads to the Service b, and namespace x has none of that name"),
}

cases["another namespace"] := {
	"input": testing.environment([service, route("HTTPRoute", [{"backendRefs": [{"name": "a", "port": 80, "namespace": "y"}]}])]),
	"want": wrong("HTTPRoute", ["spec", "rules", 0, "backendRefs", 0, "name"], "it leads to the Service a, and namespace y has none of that name"),
}

cases["another kind"] := {
	"input": testing.environment([service, route("HTTPRoute", [{"backendRefs": [{"group": "e.com", "kind": "Backend", "name": "a"}]}])]),
	"want": wrong("HTTPRoute", ["spec", "rules", 0, "backendRefs", 0, "name"], "it leads to the Backend.e.com a, and namespace x has none of that name"),
}

cases["they are there"] := {"input": testing.environment([service, testing.fixture("HTTPRoute.gateway.networking.k8s.io")]), "want": set()}

cases["a route that redirects"] := {"input": testing.environment([route("HTTPRoute", [{"filters": [{"type": "RequestRedirect"}]}])]), "want": set()}

test_cases[note] if {
	some note, case in cases
	route_backend.deny == case.want with input as case.input
}
