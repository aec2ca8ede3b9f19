package policies.availability.disruption_budget_unused_test

import data.policies.availability.disruption_budget_unused
import data.policies.lib
import data.policies.lib.testing

budget := testing.fixture("PodDisruptionBudget.policy")

finding := {"object": lib.ref(budget), "path": ["spec", "selector"], "message": "it selects no workload of namespace x"}

cases[note] := {"input": testing.environment([budget, testing.fixture(kind)]), "want": set()} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s", [kind])
}

cases["nothing is there"] := {"input": testing.environment([budget]), "want": {finding}}

cases["an object says that it makes such pods"] := {
	"input": testing.environment([budget, testing.set("NetworkPolicy.networking.k8s.io", ["metadata", "annotations"], {"sutaz.ai/makes": "Pod/a-0"})]),
	"want": set(),
}

cases["an object makes other pods"] := {
	"input": testing.environment([
		testing.put(budget, ["spec", "selector"], {"matchLabels": {"app.kubernetes.io/name": "b"}}),
		testing.set("NetworkPolicy.networking.k8s.io", ["metadata", "annotations"], {"sutaz.ai/makes": "Pod/a-0"}),
	]),
	"want": {finding},
}

cases[sprintf("pods of the %s %s", [kind, name])] := {
	"input": testing.environment([
		testing.put(budget, ["spec", "selector"], {"matchLabels": {label: "a"}}),
		{"apiVersion": version, "kind": kind, "metadata": {"name": name, "namespace": "x"}, "spec": {}},
	]),
	"want": want,
} if {
	some [version, kind, label] in [
		["rabbitmq.com/v1beta1", "RabbitmqCluster", "app.kubernetes.io/name"],
		["postgresql.cnpg.io/v1", "Cluster", "cnpg.io/cluster"],
		["postgresql.cnpg.io/v1", "Pooler", "cnpg.io/poolerName"],
	]
	some name, want in {"a": set(), "b": {finding}}
}

cases["other labels"] := {
	"input": testing.environment([testing.put(budget, ["spec", "selector"], {"matchLabels": {"app.kubernetes.io/name": "b"}}), testing.fixture("Deployment.apps")]),
	"want": {finding},
}

cases["an expression"] := {
	"input": testing.environment([
		testing.put(budget, ["spec", "selector"], {"matchExpressions": [{"key": "app.kubernetes.io/name", "operator": "DoesNotExist"}]}),
		testing.fixture("Deployment.apps"),
	]),
	"want": {finding},
}

cases["an empty selector"] := {
	"input": testing.environment([testing.put(budget, ["spec", "selector"], {}), testing.fixture("Deployment.apps")]),
	"want": set(),
}

cases["no selector"] := {
	"input": testing.environment([testing.drop("PodDisruptionBudget.policy", ["spec", "selector"]), testing.fixture("Deployment.apps")]),
	"want": {finding},
}

test_cases[note] if {
	some note, case in cases
	disruption_budget_unused.deny == case.want with input as case.input
}
