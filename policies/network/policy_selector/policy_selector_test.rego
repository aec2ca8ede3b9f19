package policies.network.policy_selector_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.network.policy_selector

policy(spec) := testing.edit(testing.fixture("NetworkPolicy.networking.k8s.io"), [{"op": "replace", "path": "/spec", "value": object.union({"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}, spec)}])

named(kind, namespace, name) := testing.edit(testing.fixture(kind), [
	{"op": "add", "path": "/metadata/namespace", "value": namespace},
	{"op": "replace", "path": "/metadata/name", "value": name},
])

pod := testing.fixture("Pod")

deployment := testing.fixture("Deployment.apps")

chosen(value) := policy({"podSelector": {"matchLabels": {"app.kubernetes.io/name": value}}})

finding := {"object": lib.ref(policy({})), "path": ["spec", "podSelector"], "message": "no workload of namespace x has app.kubernetes.io/name=b"}

cases[note] := {"input": testing.environment([testing.fixture(kind), chosen("a")]), "want": set()} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s", [kind])
}

cases["none"] := {"input": testing.environment([pod, chosen("b")]), "want": {finding}}

cases["no workload"] := {"input": testing.environment([chosen("b")]), "want": {finding}}

cases["elsewhere"] := {"input": testing.environment([named("Pod", "y", "p"), chosen("b")]), "want": {finding}}

cases["all"] := {"input": testing.environment([policy({})]), "want": set()}

cases["an operator makes pods"] := {
	"input": testing.environment([pod, chosen("b"), {"apiVersion": "postgresql.cnpg.io/v1", "kind": "Cluster", "metadata": {"name": "a", "namespace": "x"}}]),
	"want": set(),
}

cases["an operator makes all pods"] := {
	"input": testing.environment([chosen("b"), {"apiVersion": "postgresql.cnpg.io/v1", "kind": "Cluster", "metadata": {"name": "a", "namespace": "x"}}]),
	"want": set(),
}

cases["a chart makes pods, as its namespace says"] := {
	"input": testing.environment([chosen("b"), {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "x", "annotations": {"sutaz.ai/makes": "Pod/b"}}}]),
	"want": set(),
}

cases["the namespace makes something else"] := {
	"input": testing.environment([chosen("b"), {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "x", "annotations": {"sutaz.ai/makes": "Secret/b"}}}]),
	"want": {finding},
}

test_cases[note] if {
	some note, case in cases
	policy_selector.deny == case.want with input as case.input
}
