package policies.availability.critical_replicas_test

import data.policies.availability.critical_replicas
import data.policies.lib
import data.policies.lib.testing

critical(kind, replicas) := testing.put(testing.set(kind, ["metadata", "labels", "sutaz.ai/tier"], "critical"), ["spec", "replicas"], replicas)

model := {"environment": {"zones": ["a", "b", "c"]}, "running": {}}

finding(kind, n) := {
	"object": lib.ref(testing.fixture(kind)),
	"path": ["spec", "replicas"],
	"message": sprintf("a critical workload runs %d times in an environment of 3 zones", [n]),
}

cases[note] := {"input": testing.described([critical(kind, 1)], model), "want": {finding(kind, 1)}} if {
	some kind in lib.counted
	note := sprintf("one %s", [kind])
}

cases[note] := {"input": testing.described([critical(kind, 2)], model), "want": set()} if {
	some kind in lib.counted
	note := sprintf("two of a %s", [kind])
}

silent := testing.edit(critical("Deployment.apps", 1), [{"op": "remove", "path": ["spec", "replicas"]}])

cases["nothing is said"] := {"input": testing.described([silent], model), "want": {finding("Deployment.apps", 1)}}

cases["one zone"] := {"input": testing.described([silent], {"environment": {"zones": ["a"]}, "running": {}}), "want": set()}

cases["an autoscaler says how many"] := {"input": testing.described([silent, testing.fixture("HorizontalPodAutoscaler.autoscaling")], model), "want": set()}

cases["an autoscaler says one, which another rule judges"] := {
	"input": testing.described([silent, testing.set("HorizontalPodAutoscaler.autoscaling", ["spec", "minReplicas"], 1)], model),
	"want": set(),
}

cases["a standard workload"] := {"input": testing.described([testing.set("Deployment.apps", ["spec", "replicas"], 1)], model), "want": set()}

cases["a singleton"] := {
	"input": testing.described([silent], object.union(model, {"running": {"a": {"namespace": "x", "max": 1}}})),
	"want": set(),
}

cases["a singleton of that name elsewhere"] := {
	"input": testing.described([silent], object.union(model, {"running": {"a": {"namespace": "y", "max": 1}}})),
	"want": {finding("Deployment.apps", 1)},
}

test_cases[note] if {
	some note, case in cases
	critical_replicas.deny == case.want with input as case.input
}
