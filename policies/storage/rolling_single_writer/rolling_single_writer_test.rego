package policies.storage.rolling_single_writer_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.storage.rolling_single_writer

updated(kind, strategy) := testing.edit(testing.set_pod(kind, ["volumes"], [{"name": "v", "persistentVolumeClaim": {"claimName": "a"}}]), [{"op": "add", "path": "/spec/strategy", "value": strategy}])

claim := testing.fixture("PersistentVolumeClaim")

wrong(kind) := {{
	"object": lib.ref(testing.fixture(kind)), "path": testing.pod_path(kind, ["volumes", 0, "persistentVolumeClaim", "claimName"]),
	"message": "an update starts a second pod, and claim a is mounted by one node",
}}

cases["Recreate"] := {"input": testing.environment([updated("Deployment.apps", {"type": "Recreate"}), claim]), "want": set()}

cases["by default"] := {"input": testing.environment([updated("Deployment.apps", {}), claim]), "want": wrong("Deployment.apps")}

cases["one more"] := {"input": testing.environment([updated("Deployment.apps", {"rollingUpdate": {"maxSurge": 1}}), claim]), "want": wrong("Deployment.apps")}

cases["none more"] := {"input": testing.environment([updated("Deployment.apps", {"rollingUpdate": {"maxSurge": 0, "maxUnavailable": 1}}), claim]), "want": set()}

cases["none more of a canary"] := {"input": testing.environment([updated("Rollout.argoproj.io", {"canary": {"maxSurge": 0}}), claim]), "want": set()}

cases["a canary"] := {"input": testing.environment([updated("Rollout.argoproj.io", {"canary": {}}), claim]), "want": wrong("Rollout.argoproj.io")}

cases["blue and green"] := {"input": testing.environment([updated("Rollout.argoproj.io", {"blueGreen": {}}), claim]), "want": wrong("Rollout.argoproj.io")}

cases["for many"] := {
	"input": testing.environment([updated("Deployment.apps", {}), testing.edit(claim, [{"op": "replace", "path": "/spec/accessModes", "value": ["ReadWriteMany"]}])]),
	"want": set(),
}

test_cases[note] if {
	some note, case in cases
	rolling_single_writer.deny == case.want with input as case.input
}
