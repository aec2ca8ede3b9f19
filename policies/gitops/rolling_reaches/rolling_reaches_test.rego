package policies.gitops.rolling_reaches_test

import data.policies.gitops.rolling_reaches
import data.policies.lib
import data.policies.lib.testing

agent := {"phase": 3, "tier": "critical", "wave": 1}

model := {"agents": {"a": agent}, "running": {"a": {"namespace": "x"}}}

rolling(phase, steps) := testing.edit(testing.fixture("ApplicationSet.argoproj.io"), [{"op": "replace", "path": "/spec", "value": {
	"generators": [{"git": {"files": []}, "selector": {"matchLabels": {"phase": phase}}}],
	"strategy": {"type": "RollingSync", "rollingSync": {"steps": steps}},
}}])

step(tiers, waves) := {"matchExpressions": [
	{"key": "sutaz.ai/tier", "operator": "In", "values": tiers},
	{"key": "sutaz.ai/wave", "operator": "In", "values": waves},
]}

cases["in a step"] := {"input": testing.described([rolling("3", [step(["batch"], ["1"]), step(["critical"], ["0", "1"])])], model), "want": set()}

cases["another phase"] := {"input": testing.described([rolling("4", [step(["batch"], ["1"])])], model), "want": set()}

cases["in no step"] := {
	"input": testing.described([rolling("3", [step(["critical"], ["0"]), step(["batch"], ["1"])])], model),
	"want": {{"object": lib.ref(rolling("3", [])), "path": ["spec", "strategy", "rollingSync", "steps"], "message": "no step selects agent a of tier critical and wave 1"}},
}

cases["all at once"] := {"input": testing.described([testing.put(rolling("3", []), ["spec", "strategy"], {"type": "AllAtOnce"})], model), "want": set()}

test_cases[note] if {
	some note, case in cases
	rolling_reaches.deny == case.want with input as case.input
}
