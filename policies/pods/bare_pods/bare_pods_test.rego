package policies.pods.bare_pods_test

import data.policies.lib.testing
import data.policies.pods.bare_pods

bare := testing.drop("Pod", ["metadata", "ownerReferences"])

lost := {"path": [], "message": "nothing starts the pod again when its node is lost"}

cases["by itself"] := {"input": bare, "want": {lost}}

cases["no owners"] := {"input": testing.put(bare, ["metadata", "ownerReferences"], []), "want": {lost}}

cases["owned"] := {"input": testing.fixture("Pod"), "want": set()}

cases[note] := {"input": testing.put(bare, ["metadata", "annotations", note], "x"), "want": set()} if {
	some note in ["argocd.argoproj.io/hook", "helm.sh/hook", "kubernetes.io/config.source"]
}

cases["another annotation"] := {"input": testing.put(bare, ["metadata", "annotations", "example.com/hook"], "x"), "want": {lost}}

cases["an empty annotation"] := {"input": testing.put(bare, ["metadata", "annotations", "helm.sh/hook"], ""), "want": {lost}}

test_cases[note] if {
	some note, case in cases
	bare_pods.deny == case.want with input as case.input
}
