package policies.network.ingress_tls_test

import data.policies.lib.testing
import data.policies.network.ingress_tls

ingress(spec) := testing.edit(testing.fixture("Ingress.networking.k8s.io"), [{"op": "replace", "path": "/spec", "value": object.union({"ingressClassName": "public"}, spec)}])

backend := {"service": {"name": "a", "port": {"name": "http"}}}

host(name) := {"host": name, "http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": backend}]}}

noted(o, annotations) := testing.put(o, ["metadata", "annotations"], annotations)

cases["covered"] := {"input": ingress({"tls": [{"hosts": ["a.example.com"], "secretName": "t"}], "rules": [host("a.example.com")]}), "want": set()}

cases["covered by a wildcard"] := {"input": ingress({"tls": [{"hosts": ["*.example.com"], "secretName": "t"}], "rules": [host("a.example.com"), host("*.example.com")]}), "want": set()}

cases["covered by all"] := {"input": ingress({"tls": [{"secretName": "t"}], "rules": [host("a.example.com")]}), "want": set()}

cases["two names below the wildcard"] := {
	"input": ingress({"tls": [{"hosts": ["*.example.com"], "secretName": "t"}], "rules": [host("b.a.example.com")]}),
	"want": {{"path": ["spec", "rules", 0, "host"], "message": "b.a.example.com is served without TLS"}},
}

cases["one of two"] := {
	"input": ingress({"tls": [{"hosts": ["a.example.com"], "secretName": "t"}], "rules": [host("a.example.com"), host("b.example.com")]}),
	"want": {{"path": ["spec", "rules", 1, "host"], "message": "b.example.com is served without TLS"}},
}

cases["no host"] := {
	"input": ingress({"rules": [{"http": {"paths": []}}]}),
	"want": {{"path": ["spec", "rules", 0, "host"], "message": "every host is served without TLS"}},
}

cases["nothing but a default"] := {
	"input": ingress({"defaultBackend": backend}),
	"want": {{"path": ["spec", "tls"], "message": "every host is served without TLS"}},
}

cases[note] := {"input": noted(ingress({"rules": [host("a.example.com")]}), {name: value}), "want": set()} if {
	some name, value in {
		"alb.ingress.kubernetes.io/certificate-arn": "arn:aws:acm:a",
		"alb.ingress.kubernetes.io/listen-ports": `[{"HTTPS":443}]`,
		"traefik.ingress.kubernetes.io/router.tls": "true",
	}
	note := sprintf("a certificate by %s", [name])
}

cases["HTTP as well"] := {
	"input": noted(ingress({"rules": [host("a.example.com")]}), {"alb.ingress.kubernetes.io/listen-ports": `[{"HTTP":80},{"HTTPS":443}]`}),
	"want": {{"path": ["spec", "rules", 0, "host"], "message": "a.example.com is served without TLS"}},
}

test_cases[note] if {
	some note, case in cases
	ingress_tls.deny == case.want with input as case.input
}
