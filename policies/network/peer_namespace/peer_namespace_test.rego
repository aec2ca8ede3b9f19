package policies.network.peer_namespace_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.network.peer_namespace

policy(spec) := testing.edit(testing.fixture("NetworkPolicy.networking.k8s.io"), [{"op": "replace", "path": "/spec", "value": object.union({"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}, spec)}])

named(kind, namespace, name) := testing.edit(testing.fixture(kind), [
	{"op": "add", "path": "/metadata/namespace", "value": namespace},
	{"op": "replace", "path": "/metadata/name", "value": name},
])

pod := testing.fixture("Pod")

deployment := testing.fixture("Deployment.apps")

namespace := testing.edit(testing.fixture("Namespace"), [{"op": "replace", "path": "/metadata/name", "value": "y"}, {"op": "replace", "path": "/metadata/labels", "value": {"a": "b"}}])

from(selector) := policy({"ingress": [{"from": [{"podSelector": {}}, {"namespaceSelector": selector}]}]})

finding(text) := {"object": lib.ref(policy({})), "path": ["spec", "ingress", 0, "from", 1, "namespaceSelector"], "message": sprintf("no namespace has %s", [text])}

cases["by a label"] := {"input": testing.environment([namespace, from({"matchLabels": {"a": "b"}})]), "want": set()}

cases["by its name"] := {"input": testing.environment([namespace, from({"matchLabels": {"kubernetes.io/metadata.name": "y"}})]), "want": set()}

cases["by the name of one that is not declared"] := {"input": testing.environment([pod, from({"matchLabels": {"kubernetes.io/metadata.name": "x"}})]), "want": set()}

cases["by the name of one of Kubernetes"] := {"input": testing.environment([namespace, testing.fixture("NetworkPolicy.networking.k8s.io")]), "want": set()}

cases["all"] := {"input": testing.environment([from({})]), "want": set()}

cases["by a name that none has"] := {
	"input": testing.environment([namespace, from({"matchLabels": {"kubernetes.io/metadata.name": "z"}})]),
	"want": {finding("kubernetes.io/metadata.name=z")},
}

cases["by another value"] := {"input": testing.environment([namespace, from({"matchLabels": {"a": "c"}})]), "want": {finding("a=c")}}

cases["by an expression"] := {
	"input": testing.environment([namespace, from({"matchLabels": {"a": "b"}, "matchExpressions": [{"key": "c", "operator": "In", "values": ["d", "e"]}, {"key": "f", "operator": "Exists"}]})]),
	"want": {finding("a=b, c In (d, e), f Exists")},
}

cases["going out"] := {
	"input": testing.environment([namespace, policy({"egress": [{"to": [{"namespaceSelector": {"matchLabels": {"a": "c"}}}]}]})]),
	"want": {{"object": lib.ref(policy({})), "path": ["spec", "egress", 0, "to", 0, "namespaceSelector"], "message": "no namespace has a=c"}},
}

test_cases[note] if {
	some note, case in cases
	peer_namespace.deny == case.want with input as case.input
}
