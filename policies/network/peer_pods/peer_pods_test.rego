package policies.network.peer_pods_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.network.peer_pods

policy(spec) := testing.edit(testing.fixture("NetworkPolicy.networking.k8s.io"), [{"op": "replace", "path": "/spec", "value": object.union({"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}, spec)}])

named(kind, namespace, name) := testing.edit(testing.fixture(kind), [
	{"op": "add", "path": "/metadata/namespace", "value": namespace},
	{"op": "replace", "path": "/metadata/name", "value": name},
])

pod := testing.fixture("Pod")

deployment := testing.fixture("Deployment.apps")

from(peer) := policy({"ingress": [{"from": [peer]}]})

choice(value) := {"matchLabels": {"app.kubernetes.io/name": value}}

finding(text) := {"object": lib.ref(policy({})), "path": ["spec", "ingress", 0, "from", 0, "podSelector"], "message": text}

cases[note] := {"input": testing.environment([testing.fixture(kind), from({"podSelector": choice("a")})]), "want": set()} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s", [kind])
}

cases["none"] := {"input": testing.environment([pod, from({"podSelector": choice("b")})]), "want": {finding("no workload of namespace x has app.kubernetes.io/name=b")}}

cases["all"] := {"input": testing.environment([pod, from({"podSelector": {}})]), "want": set()}

cases["in another namespace"] := {
	"input": testing.environment([pod, named("Deployment.apps", "y", "d"), from({"podSelector": choice("a"), "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "y"}}})]),
	"want": set(),
}

cases["not in that namespace"] := {
	"input": testing.environment([pod, named("Deployment.apps", "y", "d"), from({"podSelector": choice("b"), "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "y"}}})]),
	"want": {finding("no workload of namespace y has app.kubernetes.io/name=b")},
}

cases["in a namespace of others"] := {
	"input": testing.environment([pod, from({"podSelector": choice("b"), "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}}})]),
	"want": set(),
}

cases["in all namespaces, and one is of others"] := {
	"input": testing.environment([pod, named("Service", "y", "s"), from({"podSelector": choice("b"), "namespaceSelector": {}})]),
	"want": set(),
}

cases["in all namespaces"] := {
	"input": testing.environment([pod, named("Pod", "y", "p"), from({"podSelector": choice("b"), "namespaceSelector": {}})]),
	"want": {finding("no workload of namespace x, y has app.kubernetes.io/name=b")},
}

cases["an operator makes pods"] := {
	"input": testing.environment([pod, from({"podSelector": choice("b")}), {"apiVersion": "postgresql.cnpg.io/v1", "kind": "Cluster", "metadata": {"name": "a", "namespace": "x"}}]),
	"want": set(),
}

cases["an object says that it makes pods"] := {
	"input": testing.environment([testing.edit(pod, [{"op": "add", "path": "/metadata/annotations", "value": {"sutaz.ai/makes": "Pod/b-0"}}]), from({"podSelector": choice("b")})]),
	"want": set(),
}

test_cases[note] if {
	some note, case in cases
	peer_pods.deny == case.want with input as case.input
}
