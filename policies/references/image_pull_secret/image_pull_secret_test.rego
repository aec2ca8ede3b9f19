package policies.references.image_pull_secret_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.references.image_pull_secret

message := "images are pulled with the Secret r, and nothing makes one of that name in namespace x"

secrets := [{"name": "a"}, {"name": "r"}]

cases[note] := {
	"input": testing.environment([testing.fixture("Secret"), testing.set_pod(kind, ["imagePullSecrets"], secrets)]),
	"want": {{"object": lib.ref(testing.fixture(kind)), "path": testing.pod_path(kind, ["imagePullSecrets", 1, "name"]), "message": message}},
} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s", [kind])
}

cases["a service account"] := {
	"input": testing.environment([testing.fixture("Secret"), testing.set("ServiceAccount", ["imagePullSecrets"], secrets)]),
	"want": {{"object": lib.ref(testing.fixture("ServiceAccount")), "path": ["imagePullSecrets", 1, "name"], "message": message}},
}

cases["they are there"] := {
	"input": testing.environment([testing.fixture("Secret"), testing.put(testing.fixture("Secret"), ["metadata", "name"], "r"), testing.set("ServiceAccount", ["imagePullSecrets"], secrets)]),
	"want": set(),
}

cases["an empty name"] := {"input": testing.environment([testing.set_pod("Pod", ["imagePullSecrets"], [{"name": ""}, {}])]), "want": set()}

cases["none"] := {"input": testing.environment([testing.fixture("Pod"), testing.fixture("ServiceAccount")]), "want": set()}

test_cases[note] if {
	some note, case in cases
	image_pull_secret.deny == case.want with input as case.input
}
