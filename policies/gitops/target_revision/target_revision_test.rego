package policies.gitops.target_revision_test

import data.policies.gitops.target_revision
import data.policies.lib.testing

paths := {
	"Application.argoproj.io": [["spec", "source", "targetRevision"]],
	"ApplicationSet.argoproj.io": [["spec", "template", "spec", "source", "targetRevision"], ["spec", "generators", 0, "git", "revision"]],
}

unnamed(path) := {"path": path, "message": "no revision is named, so that it follows the default branch or the newest version"}

cases[note] := {"input": testing.set(kind, path, value), "want": {unnamed(path)}} if {
	some kind, list in paths
	some path in list
	some value in ["", "HEAD"]
	note := sprintf("%q at %s of a %s", [value, concat("/", [sprintf("%v", [step]) | some step in path]), kind])
}

cases[note] := {"input": testing.drop(kind, path), "want": {unnamed(path)}} if {
	some kind, list in paths
	some path in list
	note := sprintf("nothing at %s of a %s", [concat("/", [sprintf("%v", [step]) | some step in path]), kind])
}

cases[note] := {"input": testing.set("Application.argoproj.io", ["spec", "source", "targetRevision"], value), "want": set()} if {
	some value in ["main", "release/1.x", "v1.2.3", "0123456789abcdef0123456789abcdef01234567", "1.x"]
	note := sprintf("Git at %s", [value])
}

cases[note] := {
	"input": testing.set("Application.argoproj.io", ["spec", "source", "targetRevision"], value),
	"want": {{"path": ["spec", "source", "targetRevision"], "message": sprintf("%q is a range of versions", [value])}},
} if {
	some value in ["1.*", "v1.*", "^1.2", "~1.2", ">=1.0.0 <2.0.0"]
	note := sprintf("tags of Git from %s", [value])
}

chart(version) := testing.set("Application.argoproj.io", ["spec", "source"], {"repoURL": "https://charts.example.com", "chart": "c", "targetRevision": version})

cases[note] := {
	"input": chart(version),
	"want": {{"path": ["spec", "source", "targetRevision"], "message": sprintf("%q is a range of versions", [version])}},
} if {
	some version in ["*", "1.*", "1.2.x", "^1.2.0", "~1.2", ">=1.0.0 <2", "1.0 - 2.0", "x"]
	note := sprintf("a chart of %s", [version])
}

cases[note] := {"input": chart(version), "want": set()} if {
	some version in ["1.2.3", "v1.2.3-rc.1+build", "1.2.3-next", "{{ .version | quote }}"]
	note := sprintf("a chart of %s", [version])
}

cases["the second of two sources"] := {
	"input": testing.set("Application.argoproj.io", ["spec", "sources"], [{"repoURL": "a", "targetRevision": "main"}, {"repoURL": "b"}]),
	"want": {unnamed(["spec", "sources", 1, "targetRevision"])},
}

cases["as it should be"] := {"input": testing.fixture("ApplicationSet.argoproj.io"), "want": set()}

test_cases[note] if {
	some note, case in cases
	target_revision.deny == case.want with input as case.input
}
