package policies.gitops.create_namespace_test

import data.policies.gitops.create_namespace
import data.policies.lib.testing

paths := {
	"Application.argoproj.io": ["spec", "syncPolicy"],
	"ApplicationSet.argoproj.io": ["spec", "template", "spec", "syncPolicy"],
}

making(kind, more) := testing.set(kind, paths[kind], object.union({"syncOptions": ["ServerSideApply=true", "CreateNamespace=true"]}, more))

finding(kind) := {"path": array.concat(paths[kind], ["syncOptions", 1]), "message": "namespace x is made without a Pod Security level"}

cases[note] := {"input": making(kind, {}), "want": {finding(kind)}} if {
	some kind, _ in paths
	note := sprintf("a %s that makes one", [kind])
}

cases["with other labels"] := {
	"input": making("Application.argoproj.io", {"managedNamespaceMetadata": {"labels": {"a": "b"}}}),
	"want": {finding("Application.argoproj.io")},
}

cases["with a level"] := {
	"input": making("Application.argoproj.io", {"managedNamespaceMetadata": {"labels": {"pod-security.kubernetes.io/enforce": "restricted"}}}),
	"want": set(),
}

cases["none is made"] := {"input": testing.set("Application.argoproj.io", ["spec", "syncPolicy", "syncOptions"], ["CreateNamespace=false"]), "want": set()}

test_cases[note] if {
	some note, case in cases
	create_namespace.deny == case.want with input as case.input
}
