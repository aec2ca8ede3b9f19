package policies.network.flow_closed_test

import data.policies.lib.testing
import data.policies.network.flow_closed

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

cases["open"] := {"input": environment([made("a", to("b", 80)), made("b", from("a", 80))]), "want": set()}

cases["closed on the way out"] := {
	"input": environment([made("a", {}), made("b", from("a", 80))]),
	"want": {{"object": workload("a"), "path": [], "message": "it calls b at port 80, and its policies do not let it"}},
}

cases["closed on the way in"] := {
	"input": environment([made("a", to("b", 80)), made("b", {})]),
	"want": {{"object": workload("b"), "path": [], "message": "a calls it at port 80, and its policies do not let it in"}},
}

cases["another port"] := {
	"input": environment([made("a", to("b", 81)), made("b", from("a", 80))]),
	"want": {{"object": workload("a"), "path": [], "message": "it calls b at port 80, and its policies do not let it"}},
}

cases["open to another"] := {
	"input": environment([made("a", to("b", 80)), made("b", from("c", 80))]),
	"want": {{"object": workload("b"), "path": [], "message": "a calls it at port 80, and its policies do not let it in"}},
}

cases["no policy at all"] := {"input": environment([[made("a", {})[0], made("b", {})[0]]]), "want": set()}

cases["a policy for one direction"] := {"input": environment([made("a", {"policyTypes": ["Ingress"]}), made("b", from("a", 80))]), "want": set()}

stored := object.union(model, {"running": {"a": {"calls": {"b": call, "db": {"kind": "endpoint", "namespace": "data", "ports": {"sql": 5432}}}}}})

cases["closed to a database"] := {
	"input": testing.described([o | some list in [made("a", to("b", 80)), made("b", from("a", 80))]; some o in list], stored),
	"want": {{"object": workload("a"), "path": [], "message": "it calls db at port 5432, and its policies do not let it"}},
}

both := {"egress": [to("b", 80).egress[0], {"to": [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "data"}}, "podSelector": {"matchLabels": {"app": "db"}}}], "ports": [{"port": 5432}]}]}

cases["open to a database"] := {
	"input": testing.described([o | some list in [made("a", both), made("b", from("a", 80))]; some o in list], stored),
	"want": set(),
}

test_cases[note] if {
	some note, case in cases
	flow_closed.deny == case.want with input as case.input
}
