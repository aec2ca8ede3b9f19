package policies.network.allow_all_test

import data.policies.lib.testing
import data.policies.network.allow_all

policy(spec) := testing.edit(testing.fixture("NetworkPolicy.networking.k8s.io"), [{"op": "replace", "path": "/spec", "value": object.union({"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}, spec)}])

cases["named"] := {"input": testing.fixture("NetworkPolicy.networking.k8s.io"), "want": set()}

cases["all in"] := {
	"input": policy({"ingress": [{"from": [{"podSelector": {}}], "ports": [{"port": 80}]}, {}]}),
	"want": {{"path": ["spec", "ingress", 1], "message": "it opens ingress on every port, from everybody"}},
}

cases["all out"] := {
	"input": policy({"egress": [{"to": [], "ports": []}]}),
	"want": {{"path": ["spec", "egress", 0], "message": "it opens egress on every port, to everybody"}},
}

cases["all namespaces"] := {
	"input": policy({"ingress": [{"from": [{"podSelector": {}}, {"namespaceSelector": {}}]}]}),
	"want": {{"path": ["spec", "ingress", 0, "from", 1], "message": "it opens ingress on every port, from every pod of every namespace"}},
}

cases["all pods of all namespaces"] := {
	"input": policy({"egress": [{"to": [{"namespaceSelector": {"matchLabels": {}}, "podSelector": {"matchExpressions": []}}]}]}),
	"want": {{"path": ["spec", "egress", 0, "to", 0], "message": "it opens egress on every port, to every pod of every namespace"}},
}

cases["some pods of all namespaces"] := {
	"input": policy({"egress": [{"to": [{"namespaceSelector": {}, "podSelector": {"matchLabels": {"a": "b"}}}]}]}),
	"want": set(),
}

cases["all pods of one namespace"] := {"input": policy({"ingress": [{"from": [{"podSelector": {}}]}]}), "want": set()}

cases["the internet"] := {
	"input": policy({"egress": [{"to": [{"ipBlock": {"cidr": "0.0.0.0/0", "except": ["10.0.0.0/8"]}}]}]}),
	"want": {{"path": ["spec", "egress", 0, "to", 0], "message": "it opens egress on every port, to 0.0.0.0/0"}},
}

cases["half the internet"] := {
	"input": policy({"ingress": [{"from": [{"ipBlock": {"cidr": "128.0.0.0/1"}}, {"ipBlock": {"cidr": "2000::/3"}}, {"ipBlock": {"cidr": "10.0.0.0/8"}}]}]}),
	"want": {
		{"path": ["spec", "ingress", 0, "from", 0], "message": "it opens ingress on every port, from 128.0.0.0/1"},
		{"path": ["spec", "ingress", 0, "from", 1], "message": "it opens ingress on every port, from 2000::/3"},
	},
}

cases["every port of a protocol"] := {
	"input": policy({"egress": [{"ports": [{"port": 53}, {"protocol": "TCP"}]}]}),
	"want": {{"path": ["spec", "egress", 0], "message": "it opens egress on every port, to everybody"}},
}

cases["every port as a range"] := {
	"input": policy({"egress": [{"ports": [{"port": 1, "endPort": 65535}]}]}),
	"want": {{"path": ["spec", "egress", 0], "message": "it opens egress on every port, to everybody"}},
}

cases["one port"] := {"input": policy({"egress": [{"ports": [{"port": 1, "endPort": 1024}]}]}), "want": set()}

cases["rules of a direction that the policy leaves alone"] := {"input": policy({"policyTypes": ["Ingress"], "egress": [{}]}), "want": set()}

cases["without policyTypes"] := {
	"input": testing.edit(policy({"egress": [{}]}), [{"op": "remove", "path": "/spec/policyTypes"}]),
	"want": {{"path": ["spec", "egress", 0], "message": "it opens egress on every port, to everybody"}},
}

cases["without policyTypes and without rules"] := {
	"input": testing.edit(policy({"ingress": [{}]}), [{"op": "remove", "path": "/spec/policyTypes"}]),
	"want": {{"path": ["spec", "ingress", 0], "message": "it opens ingress on every port, from everybody"}},
}

test_cases[note] if {
	some note, case in cases
	allow_all.deny == case.want with input as case.input
}
