# METADATA
# title: Velero knows one snapshot class of each driver
# description: >-
#   Velero takes the class with its label. Without one, every backup of a volume of that driver fails; of several, it takes any.
# related_resources:
# - ref: https://velero.io/docs/main/csi/#implementation-choices
# custom:
#   severity: high
#   kinds: [VolumeSnapshotClass.snapshot.storage.k8s.io]
#   scope: objects
#   complete: true
#   controls: [SOC2/A1.2]
#   fix: >-
#     Set the label velero.io/csi-volumesnapshot-class to "true" on one class of the driver.
package policies.backup.snapshot_class

import data.policies.lib

label := "velero.io/csi-volumesnapshot-class"

deny contains {"object": lib.ref(class), "path": ["metadata", "labels", label], "message": message} if {
	count(lib.objects_of("Schedule.velero.io")) > 0
	some driver, classes in drivers
	count(chosen(classes)) != 1
	some class in classes
	message := sprintf("Velero finds %d snapshot classes of %s, not one", [count(chosen(classes)), driver])
}

drivers[class.driver] contains class if some class in lib.objects_of("VolumeSnapshotClass.snapshot.storage.k8s.io")

chosen(classes) := {class.metadata.name |
	some class in classes
	lib.labels(class)[label] == "true"
}
