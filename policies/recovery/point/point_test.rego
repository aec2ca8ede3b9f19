package policies.recovery.point_test

import data.policies.lib.testing
import data.policies.recovery.point

row(component, figure) := testing.described([], {"recovery": [{"component": component, "method": "snapshots", "gap": 600, "copying": figure.seconds - 600, "point": figure}]})

finding(path, message) := {{"model": true, "path": path, "message": message}}

cases["met"] := {"input": row("chroma", {"seconds": 900, "objective": 900, "met": true}), "want": set()}

cases["nothing is required"] := {"input": row("chroma", {"seconds": 900, "objective": 0, "met": true}), "want": set()}

cases["missed"] := {
	"input": row("chroma", {"seconds": 901, "objective": 900, "met": false}),
	"want": finding(["stores", "chroma", "backup"], "chroma: up to 901 seconds are lost, 600 between copies and 301 until one can be restored, and the objective is 900"),
}

cases["missed by agents"] := {
	"input": row("agents", {"seconds": 3600, "objective": 900, "met": false}),
	"want": finding(["agentBackup"], "agents: up to 3600 seconds are lost, 600 between copies and 3000 until one can be restored, and the objective is 900"),
}

cases["never"] := {
	"input": row("agents", {"seconds": -1, "objective": 900, "met": false}),
	"want": finding(["agentBackup"], "agents: never copied, and the objective is 900 seconds"),
}

cases["a deviation names it"] := {"input": row("agents", {"seconds": 3600, "objective": 900, "met": false, "excused": "REC-02"}), "want": set()}

cases["rebuilt"] := {"input": testing.described([], {"recovery": [{"component": "faiss", "method": "rebuilt"}]}), "want": set()}

cases["no arithmetic"] := {"input": testing.described([], {}), "want": set()}

test_cases[note] if {
	some note, case in cases
	point.deny == case.want with input as case.input
}
