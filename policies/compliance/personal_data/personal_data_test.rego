package policies.compliance.personal_data_test

import data.policies.compliance.personal_data
import data.policies.lib.testing

labelled(kind, labels) := testing.edit(testing.fixture(kind), [{"op": "add", "path": ["metadata", "labels"], "value": object.union({"sutaz.ai/data-class": "personal"}, labels)}])

finding(label, message) := {"path": ["metadata", "labels", label], "message": message}

missing(label) := finding(label, sprintf("it handles personal data, and has no label %s", [label]))

cases[note] := {
	"input": labelled(kind, {}),
	"want": {missing("sutaz.ai/retention"), missing("sutaz.ai/residency")},
} if {
	some kind in ["Deployment.apps", "PersistentVolumeClaim", "ConfigMap", "CronJob.batch"]
	note := sprintf("a %s that says neither", [kind])
}

cases[note] := {"input": labelled("Pod", {"sutaz.ai/retention": retention, "sutaz.ai/residency": residency}), "want": set()} if {
	some retention in ["90d", "24h", "1m", "30s"]
	some residency in ["eu", "uk", "ch", "us"]
	note := sprintf("%s in %s", [retention, residency])
}

cases[retention] := {
	"input": labelled("Pod", {"sutaz.ai/retention": retention, "sutaz.ai/residency": "eu"}),
	"want": {finding("sutaz.ai/retention", sprintf("sutaz.ai/retention is %s: want a number with s, m, h or d", [retention]))},
} if {
	some retention in ["forever", "0d", "90", "1y"]
}

cases["another place"] := {
	"input": labelled("Pod", {"sutaz.ai/retention": "90d", "sutaz.ai/residency": "EU"}),
	"want": {finding("sutaz.ai/residency", "sutaz.ai/residency is EU: want eu, uk, ch or us")},
}

cases["an empty value"] := {"input": labelled("Pod", {"sutaz.ai/retention": "90d", "sutaz.ai/residency": ""}), "want": {missing("sutaz.ai/residency")}}

cases["internal data"] := {"input": testing.fixture("Pod"), "want": set()}

cases["no labels"] := {"input": testing.drop("Pod", ["metadata", "labels"]), "want": set()}

test_cases[note] if {
	some note, case in cases
	personal_data.deny == case.want with input as case.input
}
