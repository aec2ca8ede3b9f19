package policies.gitops.sync_wave_test

import data.policies.gitops.sync_wave
import data.policies.lib.testing

wave(value) := testing.set("ConfigMap", ["metadata", "annotations"], {"argocd.argoproj.io/sync-wave": value})

cases[value] := {"input": wave(value), "want": set()} if some value in ["0", "-5", "+2", "10"]

cases[value] := {
	"input": wave(value),
	"want": {{"path": ["metadata", "annotations", "argocd.argoproj.io/sync-wave"], "message": sprintf("%q is no whole number, and counts as 0", [value])}},
} if {
	some value in ["first", "1.5", "", " 1", "1a"]
}

cases["no wave"] := {"input": testing.fixture("ConfigMap"), "want": set()}

test_cases[note] if {
	some note, case in cases
	sync_wave.deny == case.want with input as case.input
}
