package policies.stores.neo4j_private_ports_test

import data.policies.lib.testing
import data.policies.stores.neo4j_private_ports

policy(labels, rule) := testing.set("NetworkPolicy.networking.k8s.io", ["spec"], {"podSelector": {"matchLabels": labels}, "policyTypes": ["Ingress"], "ingress": [rule]})

server := {"helm.neo4j.com/instance": "a"}

peers := {"podSelector": {"matchLabels": {"app.kubernetes.io/name": "a"}}}

in_namespace(name) := object.union(peers, {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": name}}})

opened(port, from) := policy(server, {"ports": [{"port": port, "protocol": "TCP"}], "from": [from]})

found(number, what, whom) := {"path": ["spec", "ingress", 0, "from", 0], "message": sprintf("it opens port %d, %s, to %s", [number, what, whom])}

cases["its own pods"] := {"input": opened(6362, peers), "want": set()}

cases["its own pods, and the namespace is named"] := {"input": opened(6000, in_namespace("x")), "want": set()}

cases["clients"] := {"input": opened(7687, in_namespace("y")), "want": set()}

cases["another server"] := {"input": policy({"app": "a"}, {"ports": [{"port": 6362}]}), "want": set()}

cases["another protocol"] := {"input": policy(server, {"ports": [{"port": 6362, "protocol": "UDP"}]}), "want": set()}

cases["another namespace"] := {"input": opened(6362, in_namespace("y")), "want": {found(6362, "copies of all databases", "pods of other namespaces")}}

cases["all namespaces"] := {
	"input": opened(7000, object.union(peers, {"namespaceSelector": {}})),
	"want": {found(7000, "consensus of the cluster", "pods of other namespaces")},
}

cases["the whole namespace"] := {"input": opened(6000, {"podSelector": {}}), "want": {found(6000, "transactions of the cluster", "all pods of the namespace")}}

cases["a network"] := {"input": opened(7688, {"ipBlock": {"cidr": "10.0.0.0/8"}}), "want": {found(7688, "routing in the cluster", "network 10.0.0.0/8")}}

cases["a range"] := {
	"input": policy(server, {"ports": [{"port": 7687, "endPort": 7688, "protocol": "TCP"}], "from": [in_namespace("y")]}),
	"want": {found(7688, "routing in the cluster", "pods of other namespaces")},
}

cases["everybody, by the name of the cluster"] := {
	"input": policy({"helm.neo4j.com/neo4j.name": "a"}, {"ports": [{"port": 6362, "protocol": "TCP"}]}),
	"want": {{"path": ["spec", "ingress", 0], "message": "it opens port 6362, copies of all databases, to everybody"}},
}

cases["all ports"] := {
	"input": policy(server, {"from": [in_namespace("y")]}),
	"want": {found(number, what, "pods of other namespaces") | some number, what in neo4j_private_ports.private},
}

test_cases[note] if {
	some note, case in cases
	neo4j_private_ports.deny == case.want with input as case.input
}
