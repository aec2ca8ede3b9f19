package policies.network.host_path_twice_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.network.host_path_twice

ingress(spec) := testing.edit(testing.fixture("Ingress.networking.k8s.io"), [{"op": "replace", "path": "/spec", "value": object.union({"ingressClassName": "public"}, spec)}])

backend := {"service": {"name": "a", "port": {"name": "http"}}}

host(name) := {"host": name, "http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": backend}]}}

noted(o, annotations) := testing.put(o, ["metadata", "annotations"], annotations)

called(o, new) := testing.edit(o, [{"op": "replace", "path": "/metadata/name", "value": new}])

one := ingress({"rules": [host("a.example.com")]})

finding(o, other) := {"object": lib.ref(o), "path": ["spec", "rules", 0, "http", "paths", 0, "path"], "message": sprintf("a.example.com/ is served by the Ingress x/%s as well", [other])}

cases["twice"] := {
	"input": testing.environment([one, called(one, "b")]),
	"want": {finding(one, "b"), finding(called(one, "b"), "a")},
}

cases["another host"] := {"input": testing.environment([one, called(ingress({"rules": [host("b.example.com")]}), "b")]), "want": set()}

cases["another class"] := {"input": testing.environment([one, called(ingress({"ingressClassName": "inner", "rules": [host("a.example.com")]}), "b")]), "want": set()}

cases["a canary"] := {"input": testing.environment([one, called(noted(one, {"nginx.ingress.kubernetes.io/canary": "true"}), "b")]), "want": set()}

test_cases[note] if {
	some note, case in cases
	host_path_twice.deny == case.want with input as case.input
}
