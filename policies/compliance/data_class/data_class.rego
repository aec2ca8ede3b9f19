# METADATA
# title: What runs says what data it handles
# description: >-
#   Access, retention, residency and deletion follow from the class of the data. What says none is treated as if it held
#   nothing worth protecting.
# related_resources:
# - ref: https://gdpr-info.eu/art-30-gdpr/
# custom:
#   severity: medium
#   kinds: [workloads, PersistentVolumeClaim]
#   scope: object
#   controls: [SOC2/CC6.1, GDPR/Art.30]
#   fix: Add the label sutaz.ai/data-class with public, internal, confidential or personal, to the pods too.
package policies.compliance.data_class

import data.policies.lib

deny contains {"path": path, "message": sprintf("%s no label %s", [whose, lib.class_label])} if {
	some path, whose in lib.unlabelled(input, lib.class_label)
}

deny contains {"path": lib.at(place.path, [lib.class_label]), "message": message} if {
	some place in lib.label_places(input)
	class := object.get(input, lib.at(place.path, [lib.class_label]), "")
	not class in {"", null}
	not class in lib.data_classes
	message := sprintf("%v is no class of data: want %s", [class, concat(", ", sort(lib.data_classes))])
}
