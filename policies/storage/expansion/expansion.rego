# METADATA
# title: Volumes can grow
# description: >-
#   A volume of a class without allowVolumeExpansion that is full is copied to a larger one by hand, with its service
#   down.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/storage/storage-classes/#allow-volume-expansion
# custom:
#   severity: low
#   kinds: [StorageClass.storage.k8s.io]
#   scope: object
#   controls: [SOC2/A1.1]
#   fix: >-
#     Set allowVolumeExpansion to true.
package policies.storage.expansion

deny contains {"path": ["allowVolumeExpansion"], "message": "its volumes never grow"} if {
	not input.allowVolumeExpansion == true
	not input.provisioner in fixed
}

# Those that make nothing, or directories without a size, have nothing to grow.
fixed := {"efs.csi.aws.com", "kubernetes.io/no-provisioner", "nfs.csi.k8s.io", "rancher.io/local-path"}
