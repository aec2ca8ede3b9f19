package policies.references.tls_secret_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.references.tls_secret

ingress := testing.put(testing.fixture("Ingress.networking.k8s.io"), ["spec", "tls"], [{"hosts": ["h"]}, {"secretName": "s"}])

gateway(ref) := testing.put(testing.fixture("Gateway.gateway.networking.k8s.io"), ["spec", "listeners"], [{"name": "https", "tls": {"certificateRefs": [ref]}}])

wrong(o, path, message) := {{"object": lib.ref(o), "path": path, "message": message}}

in_ingress := wrong(ingress, ["spec", "tls", 1, "secretName"], "it serves the certificate in the Secret s, and nothing makes one of that name in namespace x")

in_gateway(message) := wrong(gateway({}), ["spec", "listeners", 0, "tls", "certificateRefs", 0, "name"], message)

cases["an Ingress without"] := {"input": testing.environment([ingress]), "want": in_ingress}

cases["a Gateway without"] := {
	"input": testing.environment([gateway({"name": "s"})]),
	"want": in_gateway(sprintf("it serves the certificate in the Secret s, and nothing makes one of that name in namespace %s", [lib.namespace(gateway({}))])),
}

cases["a Gateway, in another namespace"] := {
	"input": testing.environment([gateway({"kind": "Secret", "name": "s", "namespace": "y"})]),
	"want": in_gateway("it serves the certificate in the Secret s, and nothing makes one of that name in namespace y"),
}

certificate(namespace) := {"apiVersion": "cert-manager.io/v1", "kind": "Certificate", "metadata": {"name": "c", "namespace": namespace}, "spec": {"secretName": "s"}}

cases["an Ingress with a Certificate"] := {"input": testing.environment([ingress, certificate("x")]), "want": set()}

cases["a Gateway with a Certificate elsewhere"] := {"input": testing.environment([gateway({"name": "s", "namespace": "y"}), certificate("y")]), "want": set()}

cases[note] := {"input": testing.environment([testing.put(ingress, ["metadata", "annotations"], {note: "i"})]), "want": set()} if {
	some note in ["cert-manager.io/issuer", "cert-manager.io/cluster-issuer"]
}

cases["a Gateway that asks for one"] := {
	"input": testing.environment([testing.put(gateway({"name": "s"}), ["metadata", "annotations"], {"cert-manager.io/issuer": "i"})]),
	"want": set(),
}

test_cases[note] if {
	some note, case in cases
	tls_secret.deny == case.want with input as case.input
}
