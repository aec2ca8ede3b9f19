# METADATA
# title: Every PostgreSQL cluster has base backups at the times that are meant
# description: >-
#   A log without a base backup restores nothing. A schedule has six fields, of which the first is the seconds: one with
#   five is accepted, and runs every minute, every hour, or never.
# related_resources:
# - ref: https://cloudnative-pg.io/documentation/current/backup/#scheduled-backups
# custom:
#   severity: high
#   kinds: [Cluster.postgresql.cnpg.io, ScheduledBackup.postgresql.cnpg.io]
#   scope: objects
#   complete: true
#   controls: [SOC2/A1.2, GDPR/Art.32]
#   fix: >-
#     Give the cluster a ScheduledBackup with the method plugin that is not suspended, and its schedule six fields, such as
#     0 0 0 * * * for every midnight.
package policies.stores.postgresql_base_backup

import data.policies.lib

deny contains {"object": lib.ref(backup), "path": ["spec", "schedule"], "message": message} if {
	some backup in lib.objects_of("ScheduledBackup.postgresql.cnpg.io")
	schedule := lib.dig(backup, ["spec", "schedule"], "")
	is_string(schedule)
	not startswith(schedule, "@")
	found := count(regex.split(`\s+`, trim_space(schedule)))
	found != 6
	message := sprintf("the schedule %q has %d fields, not six: the first is the seconds", [schedule, found])
}

# scheduled are the clusters with base backups: namespace and name.
scheduled contains [lib.namespace(backup), name] if {
	some backup in lib.objects_of("ScheduledBackup.postgresql.cnpg.io")
	not lib.dig(backup, ["spec", "suspend"], false) == true
	name := lib.dig(backup, ["spec", "cluster", "name"], "")
}

deny contains {"object": lib.ref(cluster), "path": ["spec"], "message": "no base backup of it is scheduled"} if {
	some cluster in lib.objects_of("Cluster.postgresql.cnpg.io")
	not [lib.namespace(cluster), cluster.metadata.name] in scheduled
}
