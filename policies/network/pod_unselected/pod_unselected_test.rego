package policies.network.pod_unselected_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.network.pod_unselected

policy(spec) := testing.edit(testing.fixture("NetworkPolicy.networking.k8s.io"), [{"op": "replace", "path": "/spec", "value": spec}])

chosen := {"matchLabels": {"app.kubernetes.io/name": "a"}}

others := {"matchLabels": {"app.kubernetes.io/name": "b"}}

finding(o, direction) := {
	"object": lib.ref(o),
	"path": array.concat(lib.workload_paths[lib.kind(o)], ["metadata", "labels"]),
	"message": sprintf("no NetworkPolicy closes %s for its pods", [direction]),
}

pod := testing.fixture("Pod")

cases[note] := {
	"input": testing.environment([testing.fixture(kind), policy({"podSelector": others, "policyTypes": ["Ingress", "Egress"]})]),
	"want": {finding(testing.fixture(kind), "ingress"), finding(testing.fixture(kind), "egress")},
} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s with other labels", [kind])
}

cases[note] := {
	"input": testing.environment([testing.fixture(kind), policy({"podSelector": chosen, "policyTypes": ["Ingress", "Egress"]})]),
	"want": set(),
} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s with the labels", [kind])
}

cases["one direction"] := {
	"input": testing.environment([pod, policy({"podSelector": chosen, "policyTypes": ["Ingress"]})]),
	"want": set(),
}

cases["two policies"] := {
	"input": testing.environment([
		pod,
		policy({"podSelector": chosen, "policyTypes": ["Ingress"]}),
		testing.edit(policy({"podSelector": others, "policyTypes": ["Egress"]}), [{"op": "replace", "path": "/metadata/name", "value": "b"}]),
	]),
	"want": {finding(pod, "egress")},
}

cases["every pod"] := {
	"input": testing.environment([pod, policy({"podSelector": {}, "policyTypes": ["Ingress", "Egress"]})]),
	"want": set(),
}

cases["by an expression"] := {
	"input": testing.environment([pod, policy({
		"podSelector": {"matchExpressions": [{"key": "app.kubernetes.io/name", "operator": "In", "values": ["a", "c"]}]},
		"policyTypes": ["Ingress"],
	})]),
	"want": set(),
}

cases["nobody is behind a policy"] := {"input": testing.environment([pod]), "want": set()}

cases["on the network of the node"] := {
	"input": testing.environment([testing.set_pod("Deployment.apps", ["hostNetwork"], true), policy({"podSelector": others})]),
	"want": set(),
}

cases["the network has policies of its own"] := {
	"input": testing.environment([pod, policy({"podSelector": others}), {"apiVersion": "cilium.io/v2", "kind": "CiliumNetworkPolicy", "metadata": {"name": "a", "namespace": "x"}}]),
	"want": set(),
}

test_cases[note] if {
	some note, case in cases
	pod_unselected.deny == case.want with input as case.input
}
