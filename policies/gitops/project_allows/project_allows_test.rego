package policies.gitops.project_allows_test

import data.policies.gitops.project_allows
import data.policies.lib
import data.policies.lib.testing

project := testing.fixture("AppProject.argoproj.io")

bases := {"Application.argoproj.io": ["spec"], "ApplicationSet.argoproj.io": ["spec", "template", "spec"]}

finding(kind, path, message) := {"object": lib.ref(testing.fixture(kind)), "path": array.concat(bases[kind], path), "message": message}

cases[note] := {"input": testing.environment([project, testing.fixture(kind)]), "want": set()} if {
	some kind, _ in bases
	note := sprintf("a %s that is allowed", [kind])
}

cases[note] := {
	"input": testing.environment([testing.fixture(kind)]),
	"want": {finding(kind, ["project"], "there is no AppProject p in namespace argocd")},
} if {
	some kind, _ in bases
	note := sprintf("a %s without its project", [kind])
}

cases[note] := {
	"input": testing.environment([project, testing.set(kind, array.concat(base, ["source", "repoURL"]), "https://git.example.com/q.git")]),
	"want": {finding(kind, ["source", "repoURL"], "project p does not allow the repository https://git.example.com/q.git")},
} if {
	some kind, base in bases
	note := sprintf("a %s from elsewhere", [kind])
}

cases[note] := {
	"input": testing.environment([project, testing.set(kind, array.concat(base, ["destination", "namespace"]), "y")]),
	"want": {finding(kind, ["destination"], "project p does not allow namespace y of https://cluster.example.com")},
} if {
	some kind, base in bases
	note := sprintf("a %s to elsewhere", [kind])
}

application := testing.fixture("Application.argoproj.io")

cases["another cluster"] := {
	"input": testing.environment([project, testing.put(application, ["spec", "destination"], {"name": "c", "namespace": "x"})]),
	"want": {finding("Application.argoproj.io", ["destination"], "project p does not allow namespace x of c")},
}

cases["the project is elsewhere"] := {
	"input": testing.environment([testing.put(project, ["metadata", "namespace"], "y"), application]),
	"want": {finding("Application.argoproj.io", ["project"], "there is no AppProject p in namespace argocd")},
}

cases["the project that is always there"] := {"input": testing.environment([testing.put(application, ["spec", "project"], "default")]), "want": set()}

cases["a project that is filled in"] := {
	"input": testing.environment([testing.set("ApplicationSet.argoproj.io", ["spec", "template", "spec", "project"], "{{ .project }}")]),
	"want": set(),
}

cases["a namespace that is filled in"] := {
	"input": testing.environment([project, testing.set("ApplicationSet.argoproj.io", ["spec", "template", "spec", "destination", "namespace"], "{{ .namespace }}")]),
	"want": set(),
}

with_sources(patterns) := testing.put(project, ["spec", "sourceRepos"], patterns)

cases["a pattern"] := {"input": testing.environment([with_sources(["https://git.example.com/*"]), application]), "want": set()}

cases["a pattern of stars"] := {"input": testing.environment([with_sources(["**"]), application]), "want": set()}

cases["a repository that is filled in"] := {
	"input": testing.environment([project, testing.set("ApplicationSet.argoproj.io", ["spec", "template", "spec", "source", "repoURL"], "{{ .repository }}")]),
	"want": set(),
}

cases["no cluster is named"] := {
	"input": testing.environment([
		testing.put(project, ["spec", "destinations"], [{"server": "*", "namespace": "*"}]),
		testing.put(application, ["spec", "destination"], {"server": "", "namespace": "x"}),
	]),
	"want": {finding("Application.argoproj.io", ["destination"], "project p does not allow namespace x of ")},
}

cases["a pattern that refuses"] := {
	"input": testing.environment([with_sources(["https://git.example.com/*", "!https://git.example.com/p.git"]), application]),
	"want": {finding("Application.argoproj.io", ["source", "repoURL"], "project p does not allow the repository https://git.example.com/p.git")},
}

to(destination) := testing.put(project, ["spec", "destinations"], [destination])

cases["every namespace but one"] := {"input": testing.environment([to({"server": "https://cluster.example.com", "namespace": "!kube-system"}), application]), "want": set()}

cases["every namespace but this"] := {
	"input": testing.environment([to({"server": "https://cluster.example.com", "namespace": "!x"}), application]),
	"want": {finding("Application.argoproj.io", ["destination"], "project p does not allow namespace x of https://cluster.example.com")},
}

cases["no destinations at all"] := {
	"input": testing.environment([testing.drop("AppProject.argoproj.io", ["spec", "destinations"]), application]),
	"want": {finding("Application.argoproj.io", ["destination"], "project p does not allow namespace x of https://cluster.example.com")},
}

test_cases[note] if {
	some note, case in cases
	project_allows.deny == case.want with input as case.input
}
