package policies.compliance.labels_true_test

import data.policies.compliance.labels_true
import data.policies.lib
import data.policies.lib.testing

agent := {"data": {"class": "internal"}, "team": "t", "tier": "standard"}

model(change) := object.union(
	{"teams": {"t": {"costCentre": "c"}}, "agents": {"a": agent}, "running": {"a": {"namespace": "x"}}},
	change,
)

with_entry(change) := model({"agents": {"a": change}})

finding(kind, path, message) := {"object": lib.ref(testing.fixture(kind)), "path": path, "message": message}

cases[note] := {"input": testing.described([testing.fixture(kind)], model({})), "want": set()} if {
	some kind in (lib.workload_kinds | {"PersistentVolumeClaim"})
	note := sprintf("a %s that says the same", [kind])
}

cases[note] := {
	"input": testing.described([testing.set(kind, ["metadata", "labels", "sutaz.ai/data-class"], "public")], model({})),
	"want": {finding(kind, ["metadata", "labels", "sutaz.ai/data-class"], "sutaz.ai/data-class is public, and the entry of agent a says internal")},
} if {
	some kind in (lib.workload_kinds | {"PersistentVolumeClaim"})
	note := sprintf("a %s of another class", [kind])
}

cases["pods of another class"] := {
	"input": testing.described([testing.set("Deployment.apps", ["spec", "template", "metadata", "labels", "sutaz.ai/data-class"], "public")], model({})),
	"want": {finding("Deployment.apps", ["spec", "template", "metadata", "labels", "sutaz.ai/data-class"], "sutaz.ai/data-class is public, and the entry of agent a says internal")},
}

cases["a label is missing"] := {
	"input": testing.described([testing.drop("Pod", ["metadata", "labels", "sutaz.ai/team"])], model({})),
	"want": {finding("Pod", ["metadata", "labels", "sutaz.ai/team"], "sutaz.ai/team is missing, and the entry of agent a says t")},
}

cases["a label too many"] := {
	"input": testing.described([testing.set("Pod", ["metadata", "labels", "sutaz.ai/residency"], "eu")], model({})),
	"want": {finding("Pod", ["metadata", "labels", "sutaz.ai/residency"], "sutaz.ai/residency is eu, and the entry of agent a says nothing of it")},
}

cases["a cost centre of its own"] := {
	"input": testing.described([testing.fixture("Pod")], with_entry({"costCentre": "d"})),
	"want": {finding("Pod", ["metadata", "labels", "sutaz.ai/cost-centre"], "sutaz.ai/cost-centre is c, and the entry of agent a says d")},
}

cases["personal data"] := {
	"input": testing.described([testing.fixture("Pod")], with_entry({"data": {"class": "personal", "retention": "90d", "residency": "eu"}})),
	"want": {
		finding("Pod", ["metadata", "labels", "sutaz.ai/data-class"], "sutaz.ai/data-class is internal, and the entry of agent a says personal"),
		finding("Pod", ["metadata", "labels", "sutaz.ai/retention"], "sutaz.ai/retention is missing, and the entry of agent a says 90d"),
		finding("Pod", ["metadata", "labels", "sutaz.ai/residency"], "sutaz.ai/residency is missing, and the entry of agent a says eu"),
	},
}

cases["no agent"] := {"input": testing.described([testing.drop("Pod", ["metadata", "labels", "sutaz.ai/team"])], model({"running": {"a": {"namespace": "y"}}})), "want": set()}

test_cases[note] if {
	some note, case in cases
	labels_true.deny == case.want with input as case.input
}
