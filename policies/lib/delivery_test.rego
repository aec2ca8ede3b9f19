package policies.lib_delivery_test

import data.policies.lib
import data.policies.lib.testing

test_delivered if {
	lib.delivered(testing.fixture("Application.argoproj.io")).path == ["spec"]
	lib.delivered(testing.fixture("ApplicationSet.argoproj.io")).path == ["spec", "template", "spec"]
	lib.delivered(testing.fixture("ApplicationSet.argoproj.io")).metadata.name == "{{ .environment }}-{{ .component }}"
	not lib.delivered(testing.fixture("Service"))
}

test_sources if {
	a := lib.delivered(testing.set("Application.argoproj.io", ["spec"], {
		"source": {"path": "a"},
		"sources": [{"path": "b"}],
		"sourceHydrator": {"drySource": {"path": "c"}},
	}))
	[[s.path, s.source.path] | some s in lib.sources(a)] == [
		[["spec", "source"], "a"],
		[["spec", "sources", 0], "b"],
		[["spec", "sourceHydrator", "drySource"], "c"],
	]
}

test_git_generators if {
	nested := testing.set("ApplicationSet.argoproj.io", ["spec", "generators"], [{"matrix": {"generators": [{"git": {"revision": "a"}}, {"list": {}}]}}])
	[g.path | some g in lib.git_generators(nested)] == [["spec", "generators", 0, "matrix", "generators", 0, "git"]]
}

test_sync_options if {
	lib.sync_options({"metadata": {"annotations": {"argocd.argoproj.io/sync-options": "Prune=false, Delete=false"}}}) == {"Prune=false", "Delete=false"}
	lib.sync_options({"metadata": {}}) == set()
}

patterns := [
	["*", "a", true],
	["a", "a", true],
	["a-*", "a-b", true],
	["a-*", "b-a-c", false],
	["*.example.com", "x.example.com", true],
	["*.example.com", "x-example.com", false],
	["[", "[", true],
	["a*[", "ab[", false],
	["a", "b", false],
]

test_fits[i] if {
	some i, [pattern, value, want] in patterns
	fits(pattern, value) == want
}

fits(pattern, value) if lib.fits(pattern, value)

fits(pattern, value) := false if not lib.fits(pattern, value)
