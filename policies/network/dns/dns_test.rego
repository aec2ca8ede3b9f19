package policies.network.dns_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.network.dns

policy(spec) := testing.edit(testing.fixture("NetworkPolicy.networking.k8s.io"), [{"op": "replace", "path": "/spec", "value": object.union({"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}, spec)}])

pod := testing.fixture("Pod")

other := {"to": [{"podSelector": {}}], "ports": [{"port": 80}]}

finding(o) := {"object": lib.ref(o), "path": testing.pod_path(lib.kind(o), []), "message": "no policy opens port 53 for its pods, and they may call others"}

environment(o, rules) := testing.environment([o, policy({"egress": rules})])

cases[note] := {"input": environment(testing.fixture(kind), [other]), "want": {finding(testing.fixture(kind))}} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s", [kind])
}

cases["both"] := {"input": environment(pod, [other, {"ports": [{"port": 53, "protocol": "UDP"}, {"port": 53}]}]), "want": set()}

cases["a range"] := {"input": environment(pod, [other, {"ports": [{"port": 50, "endPort": 60, "protocol": "UDP"}, {"protocol": "TCP"}]}]), "want": set()}

cases["everything"] := {"input": environment(pod, [{}]), "want": set()}

cases["in another policy"] := {
	"input": testing.environment([pod, policy({"egress": [other]}), testing.edit(
		policy({"podSelector": {"matchLabels": {"app.kubernetes.io/name": "a"}}, "egress": [{"ports": [{"port": 53, "protocol": "UDP"}, {"port": 53}]}]}),
		[{"op": "replace", "path": "/metadata/name", "value": "b"}],
	)]),
	"want": set(),
}

cases["in the policy of another"] := {
	"input": testing.environment([pod, policy({"egress": [other]}), testing.edit(
		policy({"podSelector": {"matchLabels": {"app.kubernetes.io/name": "b"}}, "egress": [{"ports": [{"port": 53, "protocol": "UDP"}, {"port": 53}]}]}),
		[{"op": "replace", "path": "/metadata/name", "value": "b"}],
	)]),
	"want": {finding(pod)},
}

cases["nothing goes out"] := {"input": environment(pod, []), "want": set()}

cases["nothing is closed"] := {"input": testing.environment([pod, policy({"policyTypes": ["Ingress"]})]), "want": set()}

cases["an address alone"] := {"input": environment(pod, [{"to": [{"ipBlock": {"cidr": "10.1.2.3/32"}}], "ports": [{"port": 443}]}]), "want": set()}

cases["the internet"] := {
	"input": environment(pod, [{"to": [{"ipBlock": {"cidr": "0.0.0.0/0"}}], "ports": [{"port": 443}]}]),
	"want": {finding(pod)},
}

cases["everybody"] := {"input": environment(pod, [{"ports": [{"port": 443}]}]), "want": {finding(pod)}}

cases["names of its own"] := {"input": environment(testing.set_pod("Pod", ["dnsPolicy"], "None"), [other]), "want": set()}

cases["on the network of the node"] := {"input": environment(testing.set_pod("Pod", ["hostNetwork"], true), [other]), "want": set()}

test_cases[note] if {
	some note, case in cases
	dns.deny == case.want with input as case.input
}
