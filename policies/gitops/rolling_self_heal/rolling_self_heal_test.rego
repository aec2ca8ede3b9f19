package policies.gitops.rolling_self_heal_test

import data.policies.gitops.rolling_self_heal
import data.policies.lib.testing

steps := {"type": "RollingSync", "rollingSync": {"steps": [{"matchExpressions": []}]}}

cases["it rolls"] := {
	"input": testing.set("ApplicationSet.argoproj.io", ["spec", "strategy"], steps),
	"want": {{"path": ["spec", "template", "spec", "syncPolicy", "automated", "selfHeal"], "message": "selfHeal has no effect in a set that rolls"}},
}

cases["it does not roll"] := {"input": testing.fixture("ApplicationSet.argoproj.io"), "want": set()}

cases["no steps"] := {
	"input": testing.set("ApplicationSet.argoproj.io", ["spec", "strategy"], {"type": "RollingSync", "rollingSync": {"steps": []}}),
	"want": set(),
}

cases["all at once"] := {"input": testing.set("ApplicationSet.argoproj.io", ["spec", "strategy"], object.union(steps, {"type": "AllAtOnce"})), "want": set()}

cases["it only says whether to prune"] := {
	"input": testing.put(testing.set("ApplicationSet.argoproj.io", ["spec", "strategy"], steps), ["spec", "template", "spec", "syncPolicy", "automated"], {"prune": true}),
	"want": set(),
}

test_cases[note] if {
	some note, case in cases
	rolling_self_heal.deny == case.want with input as case.input
}
