package policies.references.variable_test

import data.policies.lib
import data.policies.lib.testing
import data.policies.references.variable

env(kind, variables) := testing.edit(testing.fixture(kind), [{"op": "add", "path": testing.pod_path(kind, ["containers", 0, "env"]), "value": variables}])

wrong(kind, i, message) := {{"path": testing.pod_path(kind, ["containers", 0, "env", i, "value"]), "message": message}}

cases[note] := {
	"input": env(kind, [{"name": "A", "value": "x $(B)"}, {"name": "B", "value": "b"}]),
	"want": wrong(kind, 0, `variable A of container "a" refers to B, which is defined after it`),
} if {
	some kind in lib.workload_kinds
	note := sprintf("a %s, too early", [kind])
}

cases["itself"] := {
	"input": env("Pod", [{"name": "A", "value": "$(A):more"}]),
	"want": wrong("Pod", 0, `variable A of container "a" refers to A, which is defined after it`),
}

cases["nothing defines it"] := {
	"input": env("Pod", [{"name": "B", "value": "b"}, {"name": "A", "value": "$(B)$(C)"}]),
	"want": wrong("Pod", 1, `variable A of container "a" refers to C, which the container does not define`),
}

cases["it is defined again later"] := {
	"input": env("Pod", [{"name": "B", "value": "b"}, {"name": "A", "value": "$(B)"}, {"name": "B", "value": "c"}]),
	"want": set(),
}

cases["in an argument"] := {
	"input": testing.set_pod("Pod", ["containers", 0, "args"], ["--to=$(MODE)", "--from=$(HOST)"]),
	"want": {{"path": ["spec", "containers", 0, "args", 1], "message": `argument 1 of container "a" refers to the variable HOST, which the container does not define`}},
}

cases["in a command"] := {
	"input": testing.set_pod("Pod", ["containers", 0, "command"], ["run", "$(HOST)"]),
	"want": {{"path": ["spec", "containers", 0, "command", 1], "message": `command 1 of container "a" refers to the variable HOST, which the container does not define`}},
}

cases[note] := {"input": env("Pod", [{"name": "A", "value": value}]), "want": set()} if {
	some note, value in {
		"two dollars": "$$(B)", "four dollars": "$$$$(B)", "a word of a shell": "$(date)", "a line of a shell": "$(cat /tmp/A)", "a variable of a shell": "${B} $B",
		"not closed": "$(B", "a service": "$(WEB_SERVICE_HOST):$(WEB_SERVICE_PORT_HTTP)", "links": "$(WEB_PORT) $(WEB_PORT_80_TCP_ADDR)", "empty": "$()",
	}
}

cases["three dollars"] := {
	"input": env("Pod", [{"name": "A", "value": "$$$(B)"}]),
	"want": wrong("Pod", 0, `variable A of container "a" refers to B, which the container does not define`),
}

cases["it is loaded"] := {
	"input": testing.put(env("Pod", [{"name": "A", "value": "$(DB_HOST)"}]), ["spec", "containers", 0, "envFrom"], [{"prefix": "DB_", "secretRef": {"name": "s"}}]),
	"want": set(),
}

cases["another is loaded"] := {
	"input": testing.put(env("Pod", [{"name": "A", "value": "$(HOST)"}]), ["spec", "containers", 0, "envFrom"], [{"prefix": "DB_", "secretRef": {"name": "s"}}]),
	"want": wrong("Pod", 0, `variable A of container "a" refers to HOST, which the container does not define`),
}

cases["another container defines it"] := {
	"input": testing.set_pod("Pod", ["initContainers"], [{"name": "i", "env": [{"name": "A", "value": "$(MODE)"}]}]),
	"want": {{"path": ["spec", "initContainers", 0, "env", 0, "value"], "message": `variable A of container "i" refers to MODE, which the container does not define`}},
}

cases["numbers"] := {"input": testing.set_pod("Pod", ["containers", 0, "args"], [1, null, true]), "want": set()}

test_cases[note] if {
	some note, case in cases
	variable.deny == case.want with input as case.input
}
