package policies.network.open_egress_test

import data.policies.lib.testing
import data.policies.network.open_egress

policy(spec) := testing.edit(testing.fixture("NetworkPolicy.networking.k8s.io"), [{"op": "replace", "path": "/spec", "value": object.union({"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}, spec)}])

opened(peers, ports) := policy({"egress": [{"to": peers, "ports": ports}]})

reasoned(o, text) := testing.edit(o, [{"op": "add", "path": "/metadata/annotations", "value": {"egress.sutaz.ai/quotes": text}}])

finding(path, port, whom) := {
	"path": array.concat(["spec", "egress", 0], path),
	"message": sprintf("it opens egress on port %v, to %s, and says no reason", [port, whom]),
}

internet := [{"ipBlock": {"cidr": "0.0.0.0/0", "except": ["10.0.0.0/8"]}}]

cases["named"] := {"input": testing.fixture("NetworkPolicy.networking.k8s.io"), "want": set()}

cases["everybody"] := {"input": opened([], [{"port": 443}]), "want": {finding([], 443, "everybody")}}

cases["the internet"] := {"input": opened(internet, [{"port": 443}]), "want": {finding(["to", 0], 443, "0.0.0.0/0")}}

cases["the internet in two halves"] := {
	"input": opened([{"ipBlock": {"cidr": "0.0.0.0/1"}}, {"ipBlock": {"cidr": "128.0.0.0/1"}}], [{"port": 443}]),
	"want": {finding(["to", 0], 443, "0.0.0.0/1"), finding(["to", 1], 443, "128.0.0.0/1")},
}

cases["the other internet"] := {"input": opened([{"ipBlock": {"cidr": "::/0"}}], [{"port": "https"}]), "want": {finding(["to", 0], "https", "::/0")}}

cases["every pod"] := {
	"input": opened([{"namespaceSelector": {}}], [{"port": 80, "endPort": 90}]),
	"want": {finding(["to", 0], "80-90", "every pod of every namespace")},
}

cases["a network of one's own"] := {"input": opened([{"ipBlock": {"cidr": "10.0.0.0/8"}}, {"ipBlock": {"cidr": "fd00::/16"}}], [{"port": 443}]), "want": set()}

cases["no network"] := {"input": opened([{"ipBlock": {"cidr": "everywhere"}}, {"ipBlock": 7}], [{"port": 443}]), "want": set()}

cases["a reason"] := {"input": reasoned(opened(internet, [{"port": 443}]), "example.com:443, it is needed"), "want": set()}

cases["a reason for another port"] := {
	"input": reasoned(opened(internet, [{"port": 443}, {"port": 80}]), "example.com:443, it is needed"),
	"want": {finding(["to", 0], 80, "0.0.0.0/0")},
}

cases["a reason for a range"] := {"input": reasoned(opened(internet, [{"port": 80, "endPort": 90}]), "example.com:80-90, it is needed"), "want": set()}

cases["no reason at all"] := {
	"input": reasoned(opened(internet, [{"port": 443}]), "example.com:443, "),
	"want": {finding(["to", 0], 443, "0.0.0.0/0")},
}

cases["a reason that is no text"] := {"input": reasoned(opened(internet, [{"port": 443}]), 443), "want": {finding(["to", 0], 443, "0.0.0.0/0")}}

cases["every port"] := {"input": opened([], []), "want": set()}

test_cases[note] if {
	some note, case in cases
	open_egress.deny == case.want with input as case.input
}
