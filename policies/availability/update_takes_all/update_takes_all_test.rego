package policies.availability.update_takes_all_test

import data.policies.availability.update_takes_all
import data.policies.lib
import data.policies.lib.testing

update(kind, path, value) := testing.set(kind, path, value)

deployment_path := ["spec", "strategy", "rollingUpdate", "maxUnavailable"]

rolling(most) := testing.edit(testing.fixture("Deployment.apps"), [{"op": "replace", "path": deployment_path, "value": most}])

finding(kind, path, most) := {
	"object": lib.ref(testing.fixture(kind)),
	"path": path,
	"message": sprintf("an update may take away %v of the 3 pods that always run", [most]),
}

paths := {
	"Deployment.apps": deployment_path,
	"Rollout.argoproj.io": ["spec", "strategy", "canary", "maxUnavailable"],
	"StatefulSet.apps": ["spec", "updateStrategy", "rollingUpdate", "maxUnavailable"],
}

cases[note] := {"input": testing.environment([testing.set(kind, path, "100%")]), "want": {finding(kind, path, "100%")}} if {
	some kind, path in paths
	note := sprintf("a %s that takes all", [kind])
}

cases[note] := {"input": testing.environment([testing.set(kind, path, 2)]), "want": set()} if {
	some kind, path in paths
	note := sprintf("a %s that takes two", [kind])
}

cases[note] := {"input": testing.environment([testing.fixture(kind)]), "want": set()} if {
	some kind in lib.controllers
	note := sprintf("a %s as it should be", [kind])
}

cases["as many as there are"] := {"input": testing.environment([rolling(3)]), "want": {finding("Deployment.apps", deployment_path, 3)}}

cases["nine tenths, rounded down"] := {"input": testing.environment([rolling("90%")]), "want": set()}

cases["nine tenths, rounded up"] := {
	"input": testing.environment([testing.set("StatefulSet.apps", paths["StatefulSet.apps"], "90%")]),
	"want": {finding("StatefulSet.apps", paths["StatefulSet.apps"], "90%")},
}

cases["one pod"] := {"input": testing.environment([testing.put(rolling(1), ["spec", "replicas"], 1)]), "want": set()}

daemons(most) := testing.set("DaemonSet.apps", ["spec", "updateStrategy", "rollingUpdate", "maxUnavailable"], most)

cases["all nodes"] := {
	"input": testing.environment([daemons("100%")]),
	"want": {{
		"object": lib.ref(testing.fixture("DaemonSet.apps")),
		"path": ["spec", "updateStrategy", "rollingUpdate", "maxUnavailable"],
		"message": "an update may take away 100% of the pods",
	}},
}

cases["a tenth of the nodes"] := {"input": testing.environment([daemons("10%")]), "want": set()}

test_cases[note] if {
	some note, case in cases
	update_takes_all.deny == case.want with input as case.input
}
