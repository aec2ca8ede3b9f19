package policies.availability.update_recreates_test

import data.policies.availability.update_recreates
import data.policies.lib
import data.policies.lib.testing

recreate := testing.set("Deployment.apps", ["spec", "strategy"], {"type": "Recreate"})

finding(n) := {
	"object": lib.ref(recreate),
	"path": ["spec", "strategy", "type"],
	"message": sprintf("an update stops all of at least %d pods before it starts one", [n]),
}

cases["three pods"] := {"input": testing.environment([recreate]), "want": {finding(3)}}

cases["one pod"] := {"input": testing.environment([testing.put(recreate, ["spec", "replicas"], 1)]), "want": set()}

cases["an autoscaler"] := {
	"input": testing.environment([testing.put(recreate, ["spec", "replicas"], 1), testing.set("HorizontalPodAutoscaler.autoscaling", ["spec", "minReplicas"], 2)]),
	"want": {finding(2)},
}

cases["a rolling update"] := {"input": testing.environment([testing.fixture("Deployment.apps")]), "want": set()}

cases["nothing is said"] := {"input": testing.environment([testing.drop("Deployment.apps", ["spec", "strategy"])]), "want": set()}

test_cases[note] if {
	some note, case in cases
	update_recreates.deny == case.want with input as case.input
}
