# METADATA
# title: One storage class is the default
# description: >-
#   Of several, the newest is taken, and that changes with the next one.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/storage/storage-classes/#default-storageclass
# custom:
#   severity: low
#   kinds: [StorageClass.storage.k8s.io]
#   scope: objects
#   complete: true
#   controls: []
#   fix: >-
#     Leave storageclass.kubernetes.io/is-default-class on one class.
package policies.storage.default_class

import data.policies.lib

deny contains {"object": lib.ref(input.objects["StorageClass.storage.k8s.io"][""][name]), "path": ["metadata", "annotations", annotation], "message": message} if {
	count(defaults) > 1
	some name in defaults
	message := sprintf("%s are defaults, all of them", [concat(", ", sort(defaults))])
}

annotation := "storageclass.kubernetes.io/is-default-class"

defaults := {name |
	some name, class in input.objects["StorageClass.storage.k8s.io"][""]
	lib.annotations(class)[annotation] == "true"
}
