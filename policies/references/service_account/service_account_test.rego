package policies.references.service_account_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.references.service_account

wrong(kind, field) := {{
	"object": lib.ref(testing.fixture(kind)), "path": testing.pod_path(kind, [field]),
	"message": "the pod runs as the service account a, and namespace x has none of that name",
}}

cases[note] := {"input": testing.environment([testing.fixture(kind)]), "want": wrong(kind, "serviceAccountName")} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s", [kind])
}

cases["it is there"] := {"input": testing.environment([testing.fixture("Pod"), testing.fixture("ServiceAccount")]), "want": set()}

cases["it is in another namespace"] := {
	"input": testing.environment([testing.fixture("Pod"), testing.set("ServiceAccount", ["metadata", "namespace"], "y")]),
	"want": wrong("Pod", "serviceAccountName"),
}

older(name) := testing.put(testing.drop("Pod", ["spec", "serviceAccountName"]), ["spec", "serviceAccount"], name)

cases["the older field"] := {"input": testing.environment([older("a")]), "want": wrong("Pod", "serviceAccount")}

cases["every namespace has one"] := {"input": testing.environment([older("default")]), "want": set()}

cases["nothing is said"] := {"input": testing.environment([testing.drop("Pod", ["spec", "serviceAccountName"])]), "want": set()}

test_cases[note] if {
	some note, case in cases
	service_account.deny == case.want with input as case.input
}
