package policies.network.default_deny_egress_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.network.default_deny_egress

namespace := testing.edit(testing.fixture("Namespace"), [{"op": "replace", "path": "/metadata/name", "value": "x"}])

policy(spec) := testing.edit(testing.fixture("NetworkPolicy.networking.k8s.io"), [{"op": "replace", "path": "/spec", "value": spec}])

message := "no NetworkPolicy closes egress for every pod of namespace x"

finding(o) := {{"object": lib.ref(o), "path": [], "message": message}}

pod := testing.fixture("Pod")

deployment := testing.fixture("Deployment.apps")

cases["closed"] := {"input": testing.environment([namespace, pod, policy({"podSelector": {}, "policyTypes": ["Egress"]})]), "want": set()}

cases["closed, and something opened for all"] := {
	"input": testing.environment([namespace, pod, policy({"podSelector": {"matchLabels": {}}, "policyTypes": ["Egress"], "egress": [{"ports": [{"port": 53}]}]})]),
	"want": set(),
}

cases["nothing"] := {"input": testing.environment([namespace, pod]), "want": finding(namespace)}

cases["a namespace without pods"] := {"input": testing.environment([namespace]), "want": finding(namespace)}

cases["a namespace that is not declared"] := {"input": testing.environment([pod, deployment]), "want": finding(deployment)}

cases["for some pods"] := {
	"input": testing.environment([namespace, pod, policy({"podSelector": {"matchLabels": {"a": "b"}}, "policyTypes": ["Ingress", "Egress"]})]),
	"want": finding(namespace),
}

cases["the other direction"] := {
	"input": testing.environment([namespace, pod, policy({"podSelector": {}, "policyTypes": ["Ingress"]})]),
	"want": finding(namespace),
}

cases["without policyTypes"] := {
	"input": testing.environment([namespace, pod, policy({"podSelector": {}})]),
	"want": finding(namespace),
}

cases["in another namespace"] := {
	"input": testing.environment([namespace, pod, testing.edit(
		policy({"podSelector": {}, "policyTypes": ["Egress"]}),
		[{"op": "replace", "path": "/metadata/namespace", "value": "y"}],
	)]),
	"want": finding(namespace),
}

cases["the network has policies of its own"] := {
	"input": testing.environment([namespace, pod, {"apiVersion": "cilium.io/v2", "kind": "CiliumNetworkPolicy", "metadata": {"name": "a", "namespace": "x"}}]),
	"want": set(),
}

cases["policies of the whole cluster"] := {
	"input": testing.environment([namespace, pod, {"apiVersion": "cilium.io/v2", "kind": "CiliumClusterwideNetworkPolicy", "metadata": {"name": "a"}}]),
	"want": set(),
}

cases["a namespace of Kubernetes"] := {
	"input": testing.environment([testing.edit(pod, [{"op": "replace", "path": "/metadata/namespace", "value": "kube-system"}])]),
	"want": set(),
}

cases["pods on the network of the node"] := {
	"input": testing.environment([testing.set_pod("DaemonSet.apps", ["hostNetwork"], true)]),
	"want": set(),
}

test_cases[note] if {
	some note, case in cases
	default_deny_egress.deny == case.want with input as case.input
}
