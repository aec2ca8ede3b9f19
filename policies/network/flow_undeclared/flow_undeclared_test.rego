package policies.network.flow_undeclared_test

import data.policies.lib.testing
import data.policies.network.flow_undeclared

made(name, spec) := [
	testing.edit(testing.fixture("Deployment.apps"), [
		{"op": "replace", "path": "/metadata/name", "value": name},
		{"op": "replace", "path": "/spec/template/metadata/labels", "value": {"app": name}},
	]),
	testing.edit(testing.fixture("NetworkPolicy.networking.k8s.io"), [
		{"op": "replace", "path": "/metadata/name", "value": name},
		{"op": "replace", "path": "/spec", "value": object.union({"podSelector": {"matchLabels": {"app": name}}, "policyTypes": ["Ingress", "Egress"]}, spec)},
	]),
]

to(name, port) := {"egress": [{"to": [{"podSelector": {"matchLabels": {"app": name}}}], "ports": [{"port": port}]}]}

from(name, port) := {"ingress": [{"from": [{"podSelector": {"matchLabels": {"app": name}}}], "ports": [{"port": port}]}]}

call := {"kind": "agent", "namespace": "x", "ports": {"http": 80}}

agent := {"namespace": "x", "calls": {}, "calledBy": {}}

model := {
	"agents": {"a": {"source": {"file": "a.cue", "line": 1}}, "b": {"source": {"file": "b.cue", "line": 1}}},
	"endpoints": {"db": {"namespace": "data", "selector": {"app": "db"}}},
	"running": {
		"a": object.union(agent, {"calls": {"b": call}}),
		"b": object.union(agent, {"calledBy": {"a": call}}),
	},
}

environment(lists) := testing.described([o | some list in lists; some o in list], model)

policy(name) := {"kind": "NetworkPolicy.networking.k8s.io", "namespace": "x", "name": name}

workload(name) := {"kind": "Deployment.apps", "namespace": "x", "name": name}

finding(policy_name, path, message) := {"object": policy(policy_name), "path": path, "message": message}

cases["as declared"] := {"input": environment([made("a", to("b", 80)), made("b", from("a", 80))]), "want": set()}

cases["the port of the mesh"] := {"input": environment([made("a", to("b", 80)), made("b", {"ingress": [{"from": from("a", 80).ingress[0].from, "ports": [{"port": 80}, {"port": 15008}]}]})]), "want": set()}

cases["the other way round"] := {
	"input": environment([made("a", from("b", 80)), made("b", to("a", 80))]),
	"want": {
		finding("a", ["spec", "ingress", 0, "from", 0], "lets b call a, which does not name it among its callers"),
		finding("b", ["spec", "egress", 0, "to", 0], "lets b call a, which it does not declare"),
	},
}

cases["one port too many"] := {
	"input": environment([made("a", to("b", 80)), made("b", {"ingress": [{"from": from("a", 80).ingress[0].from, "ports": [{"port": 80}, {"port": 22}]}]})]),
	"want": {finding("b", ["spec", "ingress", 0, "ports", 1], "opens port 22 of b, which none of these callers declares")},
}

cases["a database"] := {
	"input": environment([made("a", {"egress": [{"to": [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "data"}}, "podSelector": {"matchLabels": {"app": "db"}}}]}]}), made("b", from("a", 80))]),
	"want": {finding("a", ["spec", "egress", 0, "to", 0], "lets a call db, which it does not declare")},
}

cases["not an agent"] := {"input": environment([made("a", from("c", 80)), made("c", {})]), "want": set()}

test_cases[note] if {
	some note, case in cases
	flow_undeclared.deny == case.want with input as case.input
}
