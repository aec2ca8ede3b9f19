# METADATA
# title: Volumes are encrypted
# description: >-
#   Who has the disk, or its snapshot, has the data.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/storage/storage-classes/#parameters
# custom:
#   severity: high
#   kinds: [StorageClass.storage.k8s.io]
#   scope: object
#   controls: [SOC2/CC6.1, GDPR/Art.32]
#   fix: >-
#     Set the parameter encrypted to "true", and the key where the driver takes one.
package policies.storage.encryption

import data.policies.lib

# These leave disks plain unless the class says otherwise; those of other clouds are always encrypted.
plain := {"driver.longhorn.io", "ebs.csi.aws.com", "kubernetes.io/aws-ebs", "rbd.csi.ceph.com"}

deny contains {"path": ["parameters", "encrypted"], "message": message} if {
	input.provisioner in plain
	parameter := lib.dig(input, ["parameters", "encrypted"], "false")
	not parameter == "true"
	message := sprintf("disks of %s are not encrypted", [input.provisioner])
}
