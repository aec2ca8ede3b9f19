package policies.references.reference_grant_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.references.reference_grant

route := {
	"apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute", "metadata": {"name": "r", "namespace": "x"},
	"spec": {"rules": [{"backendRefs": [{"name": "a", "namespace": "y", "port": 80}]}]},
}

service := testing.set("Service", ["metadata", "namespace"], "y")

grant(namespace, from, to) := {"apiVersion": "gateway.networking.k8s.io/v1beta1", "kind": "ReferenceGrant", "metadata": {"name": "g", "namespace": namespace}, "spec": {"from": [from], "to": [to]}}

from := {"group": "gateway.networking.k8s.io", "kind": "HTTPRoute", "namespace": "x"}

refused := {{
	"object": {"kind": "HTTPRoute.gateway.networking.k8s.io", "namespace": "x", "name": "r"},
	"path": ["spec", "rules", 0, "backendRefs", 0, "namespace"],
	"message": "it takes the Service a of namespace y, which grants it to no HTTPRoute of namespace x",
}}

cases["nothing is granted"] := {"input": testing.environment([route, service]), "want": refused}

grants["all Services"] := [grant("y", from, {"group": "", "kind": "Service"}), set()]

grants["this Service"] := [grant("y", from, {"group": "", "kind": "Service", "name": "a"}), set()]

grants["another Service"] := [grant("y", from, {"group": "", "kind": "Service", "name": "b"}), refused]

grants["another kind"] := [grant("y", from, {"group": "", "kind": "Secret"}), refused]

grants["in the wrong namespace"] := [grant("x", from, {"group": "", "kind": "Service"}), refused]

grants["to another kind of route"] := [grant("y", object.union(from, {"kind": "GRPCRoute"}), {"group": "", "kind": "Service"}), refused]

grants["to another namespace"] := [grant("y", object.union(from, {"namespace": "z"}), {"group": "", "kind": "Service"}), refused]

cases[note] := {"input": testing.environment([route, service, g]), "want": want} if {
	some note, [g, want] in grants
}

cases["one namespace"] := {"input": testing.environment([testing.fixture("Service"), testing.fixture("HTTPRoute.gateway.networking.k8s.io")]), "want": set()}

gateway := {
	"apiVersion": "gateway.networking.k8s.io/v1", "kind": "Gateway", "metadata": {"name": "g", "namespace": "x"},
	"spec": {"listeners": [{"name": "https", "tls": {"certificateRefs": [{"name": "a", "namespace": "y"}]}}]},
}

cases["a certificate"] := {
	"input": testing.environment([gateway, testing.set("Secret", ["metadata", "namespace"], "y")]),
	"want": {{
		"object": lib.ref(gateway), "path": ["spec", "listeners", 0, "tls", "certificateRefs", 0, "namespace"],
		"message": "it takes the Secret a of namespace y, which grants it to no Gateway of namespace x",
	}},
}

cases["a certificate that is granted"] := {
	"input": testing.environment([gateway, testing.set("Secret", ["metadata", "namespace"], "y"), grant("y", object.union(from, {"kind": "Gateway"}), {"group": "", "kind": "Secret"})]),
	"want": set(),
}

test_cases[note] if {
	some note, case in cases
	reference_grant.deny == case.want with input as case.input
}
