package policies.references.rollout_workload_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.references.rollout_workload

rollout := testing.put(testing.drop("Rollout.argoproj.io", ["spec", "template"]), ["spec", "workloadRef"], {"apiVersion": "apps/v1", "kind": "Deployment", "name": "a"})

cases["it is there"] := {"input": testing.environment([rollout, testing.fixture("Deployment.apps")]), "want": set()}

cases["it is not"] := {
	"input": testing.environment([rollout, testing.fixture("StatefulSet.apps")]),
	"want": {{"object": lib.ref(rollout), "path": ["spec", "workloadRef", "name"], "message": "it takes its pods from the Deployment.apps a, and namespace x has none of that name"}},
}

cases["pods of its own"] := {"input": testing.environment([testing.fixture("Rollout.argoproj.io")]), "want": set()}

test_cases[note] if {
	some note, case in cases
	rollout_workload.deny == case.want with input as case.input
}
