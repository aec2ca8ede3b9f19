package policies.gitops.repository_transport_test

import data.policies.gitops.repository_transport
import data.policies.lib.testing

paths := {
	"AppProject.argoproj.io": [["spec", "sourceRepos", 0]],
	"Application.argoproj.io": [["spec", "source", "repoURL"]],
	"ApplicationSet.argoproj.io": [["spec", "template", "spec", "source", "repoURL"], ["spec", "generators", 0, "git", "repoURL"]],
}

at(kind, path, address) := testing.edit(testing.fixture(kind), [{"op": "replace", "path": path, "value": address}])

cases[note] := {
	"input": at(kind, path, address),
	"want": {{"path": path, "message": sprintf("%s is read over a connection that nobody protects", [address])}},
} if {
	some kind, list in paths
	some path in list
	some address in ["http://git.example.com/p.git", "git://git.example.com/p.git", "HTTP://git.example.com/p.git"]
	note := sprintf("%s at %s of a %s", [address, concat("/", [sprintf("%v", [step]) | some step in path]), kind])
}

cases[note] := {"input": at(kind, path, address), "want": set()} if {
	some kind, list in paths
	some path in list
	some address in ["https://git.example.com/p.git", "ssh://git@git.example.com/p.git", "git@git.example.com:p.git", "registry.example.com/charts"]
	note := sprintf("%s at %s of a %s", [address, concat("/", [sprintf("%v", [step]) | some step in path]), kind])
}

test_cases[note] if {
	some note, case in cases
	repository_transport.deny == case.want with input as case.input
}
