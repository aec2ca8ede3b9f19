package policies.network.port_name_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.network.port_name

policy(spec) := testing.edit(testing.fixture("NetworkPolicy.networking.k8s.io"), [{"op": "replace", "path": "/spec", "value": object.union({"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}, spec)}])

named(kind, namespace, name) := testing.edit(testing.fixture(kind), [
	{"op": "add", "path": "/metadata/namespace", "value": namespace},
	{"op": "replace", "path": "/metadata/name", "value": name},
])

pod := testing.fixture("Pod")

deployment := testing.fixture("Deployment.apps")

path(direction) := ["spec", direction, 0, "ports", 0, "port"]

finding(direction, name, protocol) := {
	"object": lib.ref(policy({})),
	"path": path(direction),
	"message": sprintf("no container of the pods that are called names a %s port %q", [protocol, name]),
}

with_port(kind, name, protocol) := testing.set_pod(kind, ["containers", 0, "ports"], [{"name": name, "containerPort": 8080, "protocol": protocol}])

cases[note] := {"input": testing.environment([with_port(kind, "web", "TCP"), policy({"ingress": [{"ports": [{"port": "web"}]}]})]), "want": set()} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s", [kind])
}

cases["another name"] := {
	"input": testing.environment([with_port("Pod", "http", "TCP"), policy({"ingress": [{"ports": [{"port": "web"}]}]})]),
	"want": {finding("ingress", "web", "TCP")},
}

cases["another protocol"] := {
	"input": testing.environment([with_port("Pod", "web", "UDP"), policy({"ingress": [{"ports": [{"port": "web"}]}]})]),
	"want": {finding("ingress", "web", "TCP")},
}

cases["that protocol"] := {"input": testing.environment([with_port("Pod", "web", "UDP"), policy({"ingress": [{"ports": [{"port": "web", "protocol": "UDP"}]}]})]), "want": set()}

cases["a number"] := {"input": testing.environment([pod, policy({"ingress": [{"ports": [{"port": 9}]}]})]), "want": set()}

cases["in a sidecar"] := {
	"input": testing.environment([
		testing.set_pod("Pod", ["initContainers"], [{"name": "proxy", "restartPolicy": "Always", "ports": [{"name": "web", "containerPort": 1}]}]),
		policy({"ingress": [{"ports": [{"port": "web"}]}]}),
	]),
	"want": set(),
}

cases["one pod of two"] := {
	"input": testing.environment([pod, with_port("Deployment.apps", "web", "TCP"), policy({"ingress": [{"ports": [{"port": "web"}]}]})]),
	"want": set(),
}

cases["going out"] := {
	"input": testing.environment([with_port("Pod", "web", "TCP"), policy({"egress": [{"to": [{"podSelector": {}}], "ports": [{"port": "grpc"}]}]})]),
	"want": {finding("egress", "grpc", "TCP")},
}

cases["going out to that name"] := {
	"input": testing.environment([with_port("Pod", "web", "TCP"), policy({"egress": [{"to": [{"podSelector": {}}], "ports": [{"port": "web"}]}]})]),
	"want": set(),
}

cases["going out to pods that are not here"] := {
	"input": testing.environment([pod, policy({"egress": [{"to": [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}}}], "ports": [{"port": "dns"}]}]})]),
	"want": set(),
}

cases["going out to addresses"] := {
	"input": testing.environment([pod, policy({"egress": [{"to": [{"ipBlock": {"cidr": "10.0.0.0/8"}}], "ports": [{"port": "web"}]}]})]),
	"want": set(),
}

cases["a direction that the policy leaves alone"] := {
	"input": testing.environment([pod, policy({"policyTypes": ["Egress"], "ingress": [{"ports": [{"port": "web"}]}]})]),
	"want": set(),
}

test_cases[note] if {
	some note, case in cases
	port_name.deny == case.want with input as case.input
}
