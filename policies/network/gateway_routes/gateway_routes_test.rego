package policies.network.gateway_routes_test

import data.policies.lib.testing
import data.policies.network.gateway_routes

gateway(allowed) := testing.edit(testing.fixture("Gateway.gateway.networking.k8s.io"), [{"op": "replace", "path": "/spec/listeners/0/allowedRoutes/namespaces", "value": allowed}])

wrong(field) := {{"path": ["spec", "listeners", 0, "allowedRoutes", "namespaces", field], "message": "listener https takes routes of every namespace"}}

cases["those of its own"] := {"input": gateway({"from": "Same"}), "want": set()}

cases["by default"] := {"input": gateway({}), "want": set()}

cases["some"] := {"input": gateway({"from": "Selector", "selector": {"matchLabels": {"a": "b"}}}), "want": set()}

cases["all"] := {"input": gateway({"from": "All"}), "want": wrong("from")}

cases["all by a selector"] := {"input": gateway({"from": "Selector", "selector": {}}), "want": wrong("selector")}

test_cases[note] if {
	some note, case in cases
	gateway_routes.deny == case.want with input as case.input
}
