package policies.compliance.residency_test

import data.policies.compliance.residency
import data.policies.lib
import data.policies.lib.testing

kinds := lib.workload_kinds | {"PersistentVolumeClaim"}

personal(kind) := testing.set(kind, ["metadata", "labels", "sutaz.ai/residency"], "eu")

model(region) := {"environment": {"region": region}}

finding(kind, region, place) := {
	"object": lib.ref(testing.fixture(kind)),
	"path": ["metadata", "labels", "sutaz.ai/residency"],
	"message": sprintf("its data may not leave eu, and region %s is %s", [region, place]),
}

cases[note] := {"input": testing.described([personal(kind)], model("us-east-1")), "want": {finding(kind, "us-east-1", "us")}} if {
	some kind in kinds
	note := sprintf("a %s in another region", [kind])
}

cases[note] := {"input": testing.described([personal(kind)], model("eu-west-1")), "want": set()} if {
	some kind in kinds
	note := sprintf("a %s at home", [kind])
}

cases["London is not in the union"] := {"input": testing.described([personal("Pod")], model("eu-west-2")), "want": {finding("Pod", "eu-west-2", "uk")}}

cases["a region that is not known"] := {
	"input": testing.described([personal("Pod")], model("cellar-1")),
	"want": {finding("Pod", "cellar-1", "none whose law the rule knows")},
}

cases["no residency"] := {"input": testing.described([testing.fixture("Pod")], model("us-east-1")), "want": set()}

test_cases[note] if {
	some note, case in cases
	residency.deny == case.want with input as case.input
}
