# METADATA
# title: No more is lost than the objective allows
# description: >-
#   What has been written since the youngest copy that can be restored is lost with an environment: the time between two
#   copies, and the time that one takes. Where both together are more than the objective, more is lost than the platform
#   has promised, and nobody sees it before the day of the loss.
# custom:
#   severity: high
#   kinds: ["*"]
#   scope: model
#   controls: [SOC2/A1.2, SOC2/A1.3]
#   fix: >-
#     Copy more often, read faster, archive a log, or name the component in the deviation of REC-02 in
#     environments/requirements.cue. sutaz recovery shows the arithmetic.
package policies.recovery.point

import data.policies.lib

deny contains {"model": true, "path": path(row), "message": message(row)} if {
	some row in lib.dig(input.model, ["recovery"], [])
	figure := lib.dig(row, ["point"], {})
	figure.met == false
	object.get(figure, "excused", "") == ""
}

# path is where the description says it: of a store, or of the volumes of all agents.
path(row) := ["agentBackup"] if row.component == "agents"

path(row) := ["stores", row.component, "backup"] if row.component != "agents"

message(row) := sprintf(
	"%s: up to %d seconds are lost, %d between copies and %d until one can be restored, and the objective is %d",
	[row.component, row.point.seconds, row.gap, row.copying, row.point.objective],
) if {
	row.point.seconds >= 0
}

message(row) := sprintf("%s: never copied, and the objective is %d seconds", [row.component, row.point.objective]) if row.point.seconds < 0
