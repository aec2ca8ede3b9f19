# METADATA
# title: One plugin archives PostgreSQL's log, and keeps it for 30 days
# description: >-
#   What is not archived is lost with the volumes. Two archivers fight for the same log, and the archiving that is built into
#   the operator goes with its next version. What is forgotten too early cannot be restored when a mistake is noticed late.
# related_resources:
# - ref: https://cloudnative-pg.io/plugin-barman-cloud/docs/usage/
# - ref: https://cloudnative-pg.io/documentation/current/backup/
# custom:
#   severity: high
#   kinds: [Cluster.postgresql.cnpg.io, ObjectStore.barmancloud.cnpg.io]
#   scope: object
#   controls: [SOC2/A1.2, GDPR/Art.32]
#   fix: >-
#     Name the plugin barman-cloud.cloudnative-pg.io once in spec.plugins with isWALArchiver true, remove spec.backup.barmanObjectStore,
#     and set retentionPolicy of the ObjectStore to 30d or more.
package policies.stores.postgresql_archive

import data.policies.lib

archivers := [plugin |
	some plugin in lib.dig(input, ["spec", "plugins"], [])
	plugin.isWALArchiver == true
	not plugin.enabled == false
]

built_in := lib.dig(input, ["spec", "backup", "barmanObjectStore"], null) != null

deny contains {"path": ["spec", "plugins"], "message": "nothing archives its log"} if {
	input.kind == "Cluster"
	count(archivers) == 0
	not built_in
}

deny contains {"path": ["spec", "plugins"], "message": message} if {
	count(archivers) > 1
	message := sprintf("%d plugins archive its log; one may", [count(archivers)])
}

deny contains {"path": ["spec", "backup", "barmanObjectStore"], "message": message} if {
	built_in
	message := "the operator's own archiving is deprecated, and gone with version 1.31; the plugin does it"
}

days := {"d": 1, "w": 7, "m": 30}

deny contains {"path": ["spec", "retentionPolicy"], "message": message} if {
	input.kind == "ObjectStore"
	policy := lib.dig(input, ["spec", "retentionPolicy"], "")
	is_string(policy)
	some [_, number, unit] in regex.find_all_string_submatch_n(`^([1-9][0-9]*)([dwm])$`, policy, 1)
	kept := to_number(number) * days[unit]
	kept < 30
	message := sprintf("copies are kept for %d days; 30 is the least", [kept])
}
