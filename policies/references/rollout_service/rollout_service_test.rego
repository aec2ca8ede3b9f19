package policies.references.rollout_service_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.references.rollout_service

rollout := testing.fixture("Rollout.argoproj.io")

paths := [["canary", "canaryService"], ["canary", "stableService"], ["canary", "pingPong", "pingService"], ["blueGreen", "activeService"], ["blueGreen", "previewService"]]

service := testing.fixture("Service")

cases[note] := {
	"input": testing.environment([service, testing.put(rollout, array.concat(["spec", "strategy"], path), "b")]),
	"want": {{"object": lib.ref(rollout), "path": array.concat(["spec", "strategy"], path), "message": "it shifts requests by the Service b, and namespace x has none of that name"}},
} if {
	some path in paths
	note := concat(".", path)
}

cases[note] := {"input": testing.environment([service, testing.put(rollout, array.concat(["spec", "strategy"], path), "a")]), "want": set()} if {
	some path in paths
	note := sprintf("%s is there", [concat(".", path)])
}

cases["none"] := {"input": testing.environment([rollout]), "want": set()}

test_cases[note] if {
	some note, case in cases
	rollout_service.deny == case.want with input as case.input
}
