# METADATA
# title: No restore lies in Git
# description: >-
#   A Restore runs once, when it is made. Argo CD makes it again when somebody tidies it up, or in a new cluster, and
#   old data come back over the new.
# related_resources:
# - ref: https://velero.io/docs/main/restore-reference/
# custom:
#   severity: critical
#   kinds: [Backup.velero.io, DeleteBackupRequest.velero.io, Restore.velero.io]
#   scope: object
#   controls: [SOC2/A1.3]
#   fix: >-
#     Make it by hand, or by the job of a drill, and keep Schedules in Git.
package policies.backup.restore_in_git

import data.policies.lib

deny contains {"path": [], "message": message} if {
	lib.kind(input) in {"Backup.velero.io", "DeleteBackupRequest.velero.io", "Restore.velero.io"}
	message := sprintf("a %s runs again whenever it is made again from Git", [input.kind])
}
