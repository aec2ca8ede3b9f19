package policies.network.gateway_tls_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.network.gateway_tls

http := {"name": "http", "port": 80, "protocol": "HTTP"}

https := {"name": "https", "port": 443, "protocol": "HTTPS"}

gateway(listeners) := testing.edit(testing.fixture("Gateway.gateway.networking.k8s.io"), [{"op": "replace", "path": "/spec/listeners", "value": listeners}])

route(parent, rule) := testing.edit(testing.fixture("HTTPRoute.gateway.networking.k8s.io"), [
	{"op": "replace", "path": "/spec/parentRefs", "value": [parent]},
	{"op": "replace", "path": "/spec/rules", "value": [rule]},
])

answer := {"backendRefs": [{"name": "a", "port": 80}]}

redirect := {"filters": [{"type": "RequestRedirect", "requestRedirect": {"scheme": "https"}}]}

cases["with TLS"] := {"input": testing.environment([gateway([https]), route({"name": "a"}, answer)]), "want": set()}

cases["a redirect"] := {
	"input": testing.environment([gateway([http, https]), route({"name": "a", "sectionName": "http"}, redirect)]),
	"want": set(),
}

cases["a route by the listener with TLS"] := {
	"input": testing.environment([gateway([http, https]), route({"name": "a", "sectionName": "https"}, answer)]),
	"want": set(),
}

cases["no TLS"] := {
	"input": testing.environment([gateway([http]), route({"name": "a"}, answer)]),
	"want": {{"object": lib.ref(gateway([])), "path": ["spec", "listeners", 0, "protocol"], "message": "listener http has no TLS, and no other listener has"}},
}

cases["a route by both listeners"] := {
	"input": testing.environment([gateway([http, https]), route({"name": "a"}, answer)]),
	"want": {{"object": lib.ref(route({}, {})), "path": ["spec", "parentRefs", 0], "message": "it answers without TLS, by listener http of the Gateway a"}},
}

cases["inside of the cluster"] := {
	"input": testing.environment([testing.put(gateway([http]), ["metadata", "annotations"], {"networking.istio.io/service-type": "ClusterIP"}), route({"name": "a"}, answer)]),
	"want": set(),
}

cases["the listener of a mesh"] := {"input": testing.environment([gateway([{"name": "mesh", "port": 15008, "protocol": "HBONE"}])]), "want": set()}

test_cases[note] if {
	some note, case in cases
	gateway_tls.deny == case.want with input as case.input
}
