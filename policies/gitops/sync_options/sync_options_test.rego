package policies.gitops.sync_options_test

import data.policies.gitops.sync_options
import data.policies.lib.testing

annotated(text) := testing.set("ConfigMap", ["metadata", "annotations"], {"argocd.argoproj.io/sync-options": text})

paths := {"Application.argoproj.io": ["spec", "syncPolicy", "syncOptions"], "ApplicationSet.argoproj.io": ["spec", "template", "spec", "syncPolicy", "syncOptions"]}

finding(path, option) := {{"path": path, "message": sprintf("Argo CD does not know the option %q", [option])}}

at := ["metadata", "annotations", "argocd.argoproj.io/sync-options"]

cases[text] := {"input": annotated(text), "want": set()} if {
	some text in ["Prune=false", "Prune=false, Delete=confirm", "ServerSideApply=true,SkipDryRunOnMissingResource=true", ""]
}

cases[text] := {"input": annotated(text), "want": finding(at, text)} if some text in ["prune=false", "Prune=no", "Prune", "ServersideApply=true"]

cases["the second of two"] := {"input": annotated("Prune=false,Delet=false"), "want": finding(at, "Delet=false")}

cases[note] := {
	"input": testing.set(kind, path, ["ServerSideApply=true", "ServerSideApply=yes"]),
	"want": finding(array.concat(path, [1]), "ServerSideApply=yes"),
} if {
	some kind, path in paths
	note := sprintf("an option of a %s", [kind])
}

cases["an option that is filled in"] := {"input": testing.set("ApplicationSet.argoproj.io", paths["ApplicationSet.argoproj.io"], ["{{ .option }}"]), "want": set()}

cases["as it should be"] := {"input": testing.fixture("Application.argoproj.io"), "want": set()}

test_cases[note] if {
	some note, case in cases
	sync_options.deny == case.want with input as case.input
}
