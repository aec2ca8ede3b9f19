package policies.gitops.generated_name_test

import data.policies.gitops.generated_name
import data.policies.lib.testing

generated(name) := testing.edit(testing.fixture("Job.batch"), [
	{"op": "replace", "path": ["metadata", "name"], "value": name},
	{"op": "add", "path": ["metadata", "generateName"], "value": "a-"},
])

finding := {{"path": ["metadata", "generateName"], "message": "its name is made up in the cluster, from a-"}}

cases["no name"] := {"input": testing.edit(generated("x"), [{"op": "remove", "path": ["metadata", "name"]}]), "want": finding}

cases["as the engine names it"] := {"input": generated("a-*"), "want": finding}

cases["a name too"] := {"input": generated("a"), "want": set()}

cases["an empty word to make it from"] := {"input": testing.put(generated("*"), ["metadata", "generateName"], ""), "want": set()}

cases["a hook of Helm"] := {"input": testing.put(generated("a-*"), ["metadata", "annotations"], {"helm.sh/hook": "pre-install"}), "want": set()}

cases["a hook"] := {"input": testing.put(generated("a-*"), ["metadata", "annotations"], {"argocd.argoproj.io/hook": "PreSync"}), "want": set()}

cases["a name"] := {"input": testing.fixture("Job.batch"), "want": set()}

test_cases[note] if {
	some note, case in cases
	generated_name.deny == case.want with input as case.input
}
