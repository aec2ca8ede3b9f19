package policies.gitops.application_finalizers_test

import data.policies.gitops.application_finalizers
import data.policies.lib.testing

paths := {"Application.argoproj.io": ["metadata", "finalizers"], "ApplicationSet.argoproj.io": ["spec", "template", "metadata", "finalizers"]}

cases[note] := {
	"input": testing.set(kind, path, ["resources-finalizer.argocd.argoproj.io", finalizer]),
	"want": {{"path": array.concat(path, [1]), "message": sprintf("Argo CD does not know the finalizer %s, and never removes it", [finalizer])}},
} if {
	some kind, path in paths
	some finalizer in ["resources-finalizer.argocd.argoproj.io/backgroud", "resource-finalizer.argocd.argoproj.io", "example.com/keep"]
	note := sprintf("%s of a %s", [finalizer, kind])
}

cases[note] := {"input": testing.set(kind, path, [finalizer]), "want": set()} if {
	some kind, path in paths
	some finalizer in ["resources-finalizer.argocd.argoproj.io", "resources-finalizer.argocd.argoproj.io/foreground", "post-delete-finalizer.argocd.argoproj.io", "{{ .finalizer }}"]
	note := sprintf("%s of a %s", [finalizer, kind])
}

cases["none"] := {"input": testing.drop("Application.argoproj.io", ["metadata", "finalizers"]), "want": set()}

test_cases[note] if {
	some note, case in cases
	application_finalizers.deny == case.want with input as case.input
}
