package policies.gitops.default_project_test

import data.policies.gitops.default_project
import data.policies.lib.testing

paths := {"Application.argoproj.io": ["spec", "project"], "ApplicationSet.argoproj.io": ["spec", "template", "spec", "project"]}

cases[note] := {
	"input": testing.set(kind, path, project),
	"want": {{"path": path, "message": "the project default allows everything"}},
} if {
	some kind, path in paths
	some project in ["", "default"]
	note := sprintf("a %s in %q", [kind, project])
}

cases[note] := {"input": testing.set(kind, path, project), "want": set()} if {
	some kind, path in paths
	some project in ["p", "{{ .project }}"]
	note := sprintf("a %s in %q", [kind, project])
}

cases["no project is named"] := {
	"input": testing.drop("Application.argoproj.io", ["spec", "project"]),
	"want": {{"path": ["spec", "project"], "message": "the project default allows everything"}},
}

test_cases[note] if {
	some note, case in cases
	default_project.deny == case.want with input as case.input
}
