# METADATA
# title: The same copies are made in a second region
# description: >-
#   Velero copies nothing from one location to another. When a region is lost, the copies in it are lost with what they
#   are copies of.
# related_resources:
# - ref: https://velero.io/docs/main/locations/#limitations--caveats
# custom:
#   severity: high
#   kinds: [Schedule.velero.io]
#   scope: objects
#   complete: true
#   controls: [SOC2/A1.2, SOC2/A1.3]
#   fix: >-
#     Add a schedule with the same times and the same template, and a storageLocation in another region.
package policies.backup.second_region

import data.policies.lib

deny contains {"object": lib.ref(schedule), "path": ["spec", "template", "storageLocation"], "message": message} if {
	some schedule in lib.objects_of("Schedule.velero.io")
	regions := places[same(schedule)]
	count(regions) == 1
	some region in regions
	message := sprintf("nothing makes the same copies outside of %s", [region])
}

# places are the regions in which the same copies are made.
places[same(schedule)] contains region if {
	some schedule in lib.objects_of("Schedule.velero.io")
	not schedule.spec.paused == true
	region := region_of(schedule)
}

# same is what two schedules have in common that copy the same at the same times.
same(schedule) := json.marshal([
	lib.namespace(schedule), lib.dig(schedule, ["spec", "schedule"], ""),
	object.remove(lib.record(schedule, ["spec", "template"]), ["storageLocation", "metadata"]),
])

region_of(schedule) := region if {
	name := lib.dig(schedule, ["spec", "template", "storageLocation"], "default")
	region := lib.get("BackupStorageLocation.velero.io", lib.namespace(schedule), name).spec.config.region
}
