package policies.recovery.time_test

import data.policies.lib.testing
import data.policies.recovery.time

row(component, figure) := testing.described([], {"recovery": [{"component": component, "method": "snapshots", "time": figure}]})

finding(path, message) := {{"model": true, "path": path, "message": message}}

cases["met"] := {"input": row("chroma", {"seconds": 900, "objective": 900, "met": true}), "want": set()}

cases["nothing is required"] := {"input": row("chroma", {"seconds": 900, "objective": 0, "met": true}), "want": set()}

cases["missed"] := {
	"input": row("chroma", {"seconds": 901, "objective": 900, "met": false}),
	"want": finding(["stores", "chroma", "restore"], "chroma: back after 901 seconds, and the objective is 900"),
}

cases["missed by agents"] := {
	"input": row("agents", {"seconds": 3600, "objective": 900, "met": false}),
	"want": finding(["agentRestore"], "agents: back after 3600 seconds, and the objective is 900"),
}

cases["never"] := {
	"input": row("agents", {"seconds": -1, "objective": 900, "met": false}),
	"want": finding(["agentRestore"], "agents: never back, and the objective is 900 seconds"),
}

cases["a deviation names it"] := {"input": row("agents", {"seconds": 3600, "objective": 900, "met": false, "excused": "REC-01"}), "want": set()}

cases["rebuilt"] := {"input": testing.described([], {"recovery": [{"component": "faiss", "method": "rebuilt"}]}), "want": set()}

cases["no arithmetic"] := {"input": testing.described([], {}), "want": set()}

test_cases[note] if {
	some note, case in cases
	time.deny == case.want with input as case.input
}
