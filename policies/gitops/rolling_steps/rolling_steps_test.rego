package policies.gitops.rolling_steps_test

import data.policies.gitops.rolling_steps
import data.policies.lib.testing

rolling(steps) := testing.edit(testing.fixture("ApplicationSet.argoproj.io"), [
	{"op": "add", "path": ["spec", "strategy"], "value": {"type": "RollingSync", "rollingSync": {"steps": steps}}},
	{"op": "add", "path": ["spec", "template", "metadata", "labels"], "value": {"tier": "{{ .tier }}", "wave": "{{ .wave }}"}},
])

is(key, values) := {"key": key, "operator": "In", "values": values}

step(expressions) := {"matchExpressions": expressions}

at(path) := array.concat(["spec", "strategy", "rollingSync", "steps"], path)

cases["one value in each"] := {"input": rolling([step([is("tier", ["a"])]), step([is("tier", ["b", "c"])])]), "want": set()}

cases["one of two labels differs"] := {
	"input": rolling([step([is("tier", ["a"]), is("wave", ["0"])]), step([is("tier", ["a"]), is("wave", ["1"])])]),
	"want": set(),
}

cases["a common value"] := {
	"input": rolling([step([is("tier", ["a", "b"])]), step([is("tier", ["c"])]), step([is("tier", ["b"])])]),
	"want": {{"path": at([2]), "message": "steps 0 and 2 select the same Applications"}},
}

cases["a common value of both labels"] := {
	"input": rolling([step([is("tier", ["a"]), is("wave", ["0"])]), step([is("wave", ["0", "1"]), is("tier", ["a"])])]),
	"want": {{"path": at([1]), "message": "steps 0 and 1 select the same Applications"}},
}

cases["one label more"] := {
	"input": rolling([step([is("tier", ["a"])]), step([is("tier", ["a"]), is("wave", ["0"])])]),
	"want": {{"path": at([1]), "message": "steps 0 and 1 select the same Applications"}},
}

cases["one label less"] := {
	"input": rolling([step([is("tier", ["a"]), is("wave", ["0"])]), step([is("tier", ["a"])])]),
	"want": {{"path": at([1]), "message": "steps 0 and 1 select the same Applications"}},
}

cases["one label more, of another value"] := {
	"input": rolling([step([is("tier", ["a"])]), step([is("tier", ["b"]), is("wave", ["0"])])]),
	"want": set(),
}

cases["two rests are not decided"] := {
	"input": rolling([
		step([is("tier", ["a"]), {"key": "wave", "operator": "NotIn", "values": ["0"]}]),
		step([is("tier", ["a"]), {"key": "wave", "operator": "NotIn", "values": ["0"]}]),
	]),
	"want": set(),
}

cases["all without a label that is not given"] := {"input": rolling([step([{"key": "zone", "operator": "NotIn", "values": ["a"]}])]), "want": set()}

cases["different labels are not decided"] := {"input": rolling([step([is("tier", ["a"])]), step([is("wave", ["0"])])]), "want": set()}

cases["both select all"] := {
	"input": rolling([step([]), step([])]),
	"want": {{"path": at([1]), "message": "steps 0 and 1 select the same Applications"}},
}

cases["the rest is not decided"] := {
	"input": rolling([step([is("tier", ["a"])]), step([{"key": "tier", "operator": "NotIn", "values": ["a"]}])]),
	"want": set(),
}

cases["a label that is not given"] := {
	"input": rolling([step([is("tier", ["a"])]), step([is("zone", ["b"])])]),
	"want": {{"path": at([1, "matchExpressions", 0, "key"]), "message": "step 1 selects nothing: the template gives no label zone"}},
}

cases["an operator that is not known"] := {
	"input": rolling([step([{"key": "tier", "operator": "Exists"}])]),
	"want": {{"path": at([0, "matchExpressions", 0, "operator"]), "message": "step 0 selects nothing: Exists is neither In nor NotIn"}},
}

cases["no steps"] := {"input": rolling([]), "want": {{"path": ["spec", "strategy"], "message": "it rolls, and has no steps"}}}

cases["it does not roll"] := {"input": testing.fixture("ApplicationSet.argoproj.io"), "want": set()}

test_cases[note] if {
	some note, case in cases
	rolling_steps.deny == case.want with input as case.input
}
