# METADATA
# title: Copies are kept for 30 days
# description: >-
#   What was wrong for longer than copies are kept, such as a table that was emptied by mistake, cannot be brought back.
# related_resources:
# - ref: https://velero.io/docs/main/how-velero-works/#set-a-backup-to-expire
# custom:
#   severity: high
#   kinds: [Schedule.velero.io]
#   scope: object
#   controls: [SOC2/A1.2, GDPR/Art.32]
#   fix: >-
#     Set the retention of the backup to 30d or more; Velero writes 30 days as 720h0m0s.
package policies.backup.retention

import data.policies.lib

deny contains {"path": ["spec", "template", "ttl"], "message": message} if {
	ttl := lib.dig(input, ["spec", "template", "ttl"], "720h")
	is_string(ttl)
	regex.match(`^([0-9]{1,6}h)?([0-9]{1,8}m)?([0-9]{1,9}s)?$`, ttl)
	ttl != ""
	time.parse_duration_ns(ttl) < time.parse_duration_ns("720h")
	message := sprintf("copies are gone after %s, and 720h are 30 days", [ttl])
}
