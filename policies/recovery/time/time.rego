# METADATA
# title: What is lost is back within the objective
# description: >-
#   A store that is larger than what can be read in time, or whose turn comes too late, is not back when the platform has
#   promised it.
# custom:
#   severity: high
#   kinds: ["*"]
#   scope: model
#   controls: [SOC2/A1.2, SOC2/A1.3]
#   fix: >-
#     Keep a standby, read faster, let it come back in an earlier order, or name the component in the deviation of REC-01 in
#     environments/requirements.cue. sutaz recovery shows the arithmetic.
package policies.recovery.time

import data.policies.lib

deny contains {"model": true, "path": path(row), "message": message(row)} if {
	some row in lib.dig(input.model, ["recovery"], [])
	figure := lib.dig(row, ["time"], {})
	figure.met == false
	object.get(figure, "excused", "") == ""
}

# path is where the description says it: of a store, or of the volumes of all agents.
path(row) := ["agentRestore"] if row.component == "agents"

path(row) := ["stores", row.component, "restore"] if row.component != "agents"

message(row) := sprintf("%s: back after %d seconds, and the objective is %d", [row.component, row.time.seconds, row.time.objective]) if row.time.seconds >= 0

message(row) := sprintf("%s: never back, and the objective is %d seconds", [row.component, row.time.objective]) if row.time.seconds < 0
