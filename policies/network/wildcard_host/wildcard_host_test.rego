package policies.network.wildcard_host_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.network.wildcard_host

ingress(spec) := testing.edit(testing.fixture("Ingress.networking.k8s.io"), [{"op": "replace", "path": "/spec", "value": object.union({"ingressClassName": "public"}, spec)}])

backend := {"service": {"name": "a", "port": {"name": "http"}}}

host(name) := {"host": name, "http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": backend}]}}

noted(o, annotations) := testing.put(o, ["metadata", "annotations"], annotations)

route(hostnames, parent) := testing.edit(testing.fixture("HTTPRoute.gateway.networking.k8s.io"), [
	{"op": "replace", "path": "/spec/hostnames", "value": hostnames},
	{"op": "replace", "path": "/spec/parentRefs", "value": [parent]},
])

gateway(listeners) := testing.edit(testing.fixture("Gateway.gateway.networking.k8s.io"), [{"op": "replace", "path": "/spec/listeners", "value": listeners}])

finding(o, path, message) := {"object": lib.ref(o), "path": path, "message": message}

cases["one host"] := {"input": testing.environment([ingress({"rules": [host("a.example.com")]}), route(["a.example.com"], {"name": "a"})]), "want": set()}

cases["hosts that are none"] := {
	"input": testing.environment([ingress({"rules": [host("a.example.com"), {"http": {"paths": []}}, host("*.example.com")]})]),
	"want": {
		finding(ingress({}), ["spec", "rules", 1, "host"], "it takes the requests of every host"),
		finding(ingress({}), ["spec", "rules", 2, "host"], "it takes the requests of every host below example.com"),
	},
}

cases["a default"] := {
	"input": testing.environment([ingress({"defaultBackend": backend})]),
	"want": {finding(ingress({}), ["spec", "defaultBackend"], "it takes the requests of every host")},
}

cases["a default beside rules"] := {"input": testing.environment([ingress({"defaultBackend": backend, "rules": [host("a.example.com")]})]), "want": set()}

cases["a wildcard of a route"] := {
	"input": testing.environment([route(["a.example.com", "*.example.com"], {"name": "a"})]),
	"want": {finding(route([], {}), ["spec", "hostnames", 1], "it takes the requests of every host below example.com")},
}

cases["a route with the host of its listener"] := {"input": testing.environment([route([], {"name": "a"}), gateway([{"name": "l", "hostname": "a.example.com", "port": 443, "protocol": "HTTPS"}])]), "want": set()}

cases["a route whose listener has none"] := {
	"input": testing.environment([route([], {"name": "a"}), gateway([{"name": "l", "port": 443, "protocol": "HTTPS"}])]),
	"want": {finding(route([], {}), ["spec", "hostnames"], "it takes the requests of every host")},
}

cases["a route for the other listener"] := {
	"input": testing.environment([route([], {"name": "a", "sectionName": "m"}), gateway([{"name": "l", "port": 443}, {"name": "m", "hostname": "m.example.com", "port": 443}])]),
	"want": set(),
}

cases["a route whose Gateway is elsewhere"] := {"input": testing.environment([route([], {"name": "b"})]), "want": set()}

cases["a route in the mesh"] := {"input": testing.environment([route([], {"group": "", "kind": "Service", "name": "a"})]), "want": set()}

test_cases[note] if {
	some note, case in cases
	wildcard_host.deny == case.want with input as case.input
}
