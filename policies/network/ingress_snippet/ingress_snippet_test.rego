package policies.network.ingress_snippet_test

import data.policies.lib.testing
import data.policies.network.ingress_snippet

ingress(spec) := testing.edit(testing.fixture("Ingress.networking.k8s.io"), [{"op": "replace", "path": "/spec", "value": object.union({"ingressClassName": "public"}, spec)}])

backend := {"service": {"name": "a", "port": {"name": "http"}}}

host(name) := {"host": name, "http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": backend}]}}

noted(o, annotations) := testing.put(o, ["metadata", "annotations"], annotations)

written(name) := noted(testing.fixture("Ingress.networking.k8s.io"), {name: "a"})

cases[name] := {"input": written(name), "want": {{"path": ["metadata", "annotations", name], "message": sprintf("%s writes configuration that all hosts of the controller share", [name])}}} if {
	some name in [
		"haproxy-ingress.github.io/config-backend", "haproxy.org/backend-config-snippet", "nginx.ingress.kubernetes.io/auth-snippet",
		"nginx.ingress.kubernetes.io/configuration-snippet", "nginx.ingress.kubernetes.io/server-snippet", "nginx.org/location-snippets",
	]
}

cases["other annotations"] := {"input": written("nginx.ingress.kubernetes.io/rewrite-target"), "want": set()}

cases["none"] := {"input": testing.fixture("Ingress.networking.k8s.io"), "want": set()}

test_cases[note] if {
	some note, case in cases
	ingress_snippet.deny == case.want with input as case.input
}
