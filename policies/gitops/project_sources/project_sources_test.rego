package policies.gitops.project_sources_test

import data.policies.gitops.project_sources
import data.policies.lib.testing

with_source(pattern) := testing.set("AppProject.argoproj.io", ["spec", "sourceRepos"], ["https://git.example.com/p.git", pattern])

cases[pattern] := {
	"input": with_source(pattern),
	"want": {{"path": ["spec", "sourceRepos", 1], "message": sprintf("%q allows every repository", [pattern])}},
} if {
	some pattern in ["*", "**", "https://*", "https://*/*", "ssh://**"]
}

cases[pattern] := {"input": with_source(pattern), "want": set()} if {
	some pattern in ["https://git.example.com/*", "!*", "registry.example.com/charts", "*.example.com/p"]
}

test_cases[note] if {
	some note, case in cases
	project_sources.deny == case.want with input as case.input
}
