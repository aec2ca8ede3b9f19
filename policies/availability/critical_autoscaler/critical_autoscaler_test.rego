package policies.availability.critical_autoscaler_test

import data.policies.availability.critical_autoscaler
import data.policies.lib
import data.policies.lib.testing

critical := testing.set("Deployment.apps", ["metadata", "labels", "sutaz.ai/tier"], "critical")

model := {"environment": {"zones": ["a", "b", "c"]}, "running": {}}

fields := {"HorizontalPodAutoscaler.autoscaling": ["minReplicas", 1], "ScaledObject.keda.sh": ["minReplicaCount", 0]}

finding(kind, n) := {
	"object": lib.ref(testing.fixture(kind)),
	"path": ["spec", fields[kind][0]],
	"message": sprintf("it may leave %d pods of a critical workload in an environment of 3 zones", [n]),
}

cases[note] := {"input": testing.described([critical, testing.drop(kind, ["spec", field])], model), "want": {finding(kind, least)}} if {
	some kind, [field, least] in fields
	note := sprintf("a %s that says no least", [kind])
}

cases[note] := {"input": testing.described([critical, testing.set(kind, ["spec", field], 1)], model), "want": {finding(kind, 1)}} if {
	some kind, [field, _] in fields
	note := sprintf("a %s with a least of one", [kind])
}

cases[note] := {"input": testing.described([critical, testing.set(kind, ["spec", field], 2)], model), "want": set()} if {
	some kind, [field, _] in fields
	note := sprintf("a %s with a least of two", [kind])
}

one := testing.set("HorizontalPodAutoscaler.autoscaling", ["spec", "minReplicas"], 1)

cases["one zone"] := {"input": testing.described([critical, one], {"environment": {"zones": ["a"]}, "running": {}}), "want": set()}

cases["a standard workload"] := {"input": testing.described([testing.fixture("Deployment.apps"), one], model), "want": set()}

cases["a singleton"] := {"input": testing.described([critical, one], object.union(model, {"running": {"a": {"namespace": "x", "max": 1}}})), "want": set()}

cases["nothing is scaled"] := {"input": testing.described([one], model), "want": set()}

test_cases[note] if {
	some note, case in cases
	critical_autoscaler.deny == case.want with input as case.input
}
