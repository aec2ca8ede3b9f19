package policies.gitops.replace_state_test

import data.policies.gitops.replace_state
import data.policies.lib.testing

base(kind) := testing.fixture(kind) if data.fixtures[kind]

base("CustomResourceDefinition.apiextensions.k8s.io") := {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": {"name": "a"}}

annotated(kind, text) := testing.put(base(kind), ["metadata", "annotations"], {"argocd.argoproj.io/sync-options": text})

paths := {"Application.argoproj.io": ["spec", "syncPolicy", "syncOptions"], "ApplicationSet.argoproj.io": ["spec", "template", "spec", "syncPolicy", "syncOptions"]}

finding(option) := {
	"path": ["metadata", "annotations", "argocd.argoproj.io/sync-options"],
	"message": sprintf("%s may delete it, and what it holds", [option]),
}

state := ["Namespace", "PersistentVolume", "PersistentVolumeClaim", "StatefulSet.apps"]

cases[note] := {"input": annotated(kind, "Prune=false, Force=true,Replace=true"), "want": {finding("Force=true"), finding("Replace=true")}} if {
	some kind in state
	note := sprintf("a %s that is replaced", [kind])
}

cases[note] := {"input": annotated(kind, "Prune=false,Replace=false"), "want": set()} if {
	some kind in state
	note := sprintf("a %s that is merged", [kind])
}

cases["a definition that is replaced in place"] := {"input": annotated("CustomResourceDefinition.apiextensions.k8s.io", "Replace=true"), "want": set()}

cases["a definition that is deleted"] := {"input": annotated("CustomResourceDefinition.apiextensions.k8s.io", "Force=true"), "want": {finding("Force=true")}}

cases["a Job may be replaced"] := {"input": annotated("Job.batch", "Force=true,Replace=true"), "want": set()}

cases[note] := {
	"input": testing.set(kind, path, ["ServerSideApply=true", option]),
	"want": {{"path": array.concat(path, [1]), "message": sprintf("%s may delete every object of the Application", [option])}},
} if {
	some kind, path in paths
	some option in ["Force=true", "Replace=true"]
	note := sprintf("a %s with %s", [kind, option])
}

cases["an Application that merges"] := {"input": testing.fixture("Application.argoproj.io"), "want": set()}

test_cases[note] if {
	some note, case in cases
	replace_state.deny == case.want with input as case.input
}
