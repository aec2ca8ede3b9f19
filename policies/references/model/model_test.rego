package policies.references.model_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.references.model

platform := {"modelPools": {"p": {"models": {"m:1b": {}}}, "q": {"models": {"n:7b": {}}}}, "agents": {}, "running": {}}

pod(kind, names) := testing.set_pod(kind, ["containers", 0, "env"], [{"name": "MODE", "value": "o"}, {"name": "SUTAZ_MODELS", "value": names}])

cases[note] := {
	"input": testing.described([pod(kind, "m:1b,m:7b")], platform),
	"want": {{"object": lib.ref(pod(kind, "")), "path": testing.pod_path(kind, ["containers", 0, "env", 1, "value"]), "message": `container "a" asks for the model m:7b, which no pool serves`}},
} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s", [kind])
}

cases["all are served"] := {"input": testing.described([pod("Pod", "n:7b,m:1b")], platform), "want": set()}

cases["an agent"] := {
	"input": testing.described([], object.union(platform, {"agents": {"a": {"models": ["m:1b", "o:1b"]}, "b": {"models": ["o:1b"]}}, "running": {"a": {}}})),
	"want": {{"model": true, "path": ["agents", "a", "models", 1], "message": "a asks for the model o:1b, which no pool serves"}},
}

test_cases[note] if {
	some note, case in cases
	model.deny == case.want with input as case.input
}
