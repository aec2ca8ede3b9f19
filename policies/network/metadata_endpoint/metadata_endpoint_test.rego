package policies.network.metadata_endpoint_test

import data.policies.lib.testing
import data.policies.network.metadata_endpoint

policy(spec) := testing.edit(testing.fixture("NetworkPolicy.networking.k8s.io"), [{"op": "replace", "path": "/spec", "value": object.union({"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}, spec)}])

out(block, ports) := policy({"egress": [{"to": [{"podSelector": {}}, {"ipBlock": block}], "ports": ports}]})

finding(address) := {"path": ["spec", "egress", 0, "to", 1, "ipBlock", "cidr"], "message": sprintf("its pods reach %s, where the cloud keeps the credentials of the node", [address])}

cases["named"] := {"input": testing.fixture("NetworkPolicy.networking.k8s.io"), "want": set()}

cases["the internet"] := {"input": out({"cidr": "0.0.0.0/0"}, []), "want": {finding("169.254.169.254")}}

cases["the address"] := {"input": out({"cidr": "169.254.169.254/32"}, [{"port": 80}]), "want": {finding("169.254.169.254")}}

cases["the other internet"] := {"input": out({"cidr": "::/0"}, [{"port": 1, "endPort": 100}]), "want": {finding("fd00:ec2::254")}}

cases["excepted"] := {"input": out({"cidr": "0.0.0.0/0", "except": ["10.0.0.0/8", "169.254.0.0/16"]}, []), "want": set()}

cases["a neighbour excepted"] := {"input": out({"cidr": "0.0.0.0/0", "except": ["169.254.169.253/32", "no network"]}, []), "want": {finding("169.254.169.254")}}

cases["another port"] := {"input": out({"cidr": "0.0.0.0/0"}, [{"port": 443}, {"port": 80, "protocol": "UDP"}]), "want": set()}

cases["another network"] := {"input": out({"cidr": "10.0.0.0/8"}, []), "want": set()}

cases["coming in"] := {"input": policy({"ingress": [{"from": [{"ipBlock": {"cidr": "0.0.0.0/0"}}]}]}), "want": set()}

test_cases[note] if {
	some note, case in cases
	metadata_endpoint.deny == case.want with input as case.input
}
