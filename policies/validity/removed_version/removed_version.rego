# METADATA
# title: Every version of an API is one that the cluster has
# description: >-
#   The API server refuses the object; after an upgrade, everything that was applied with it stays as it is.
# related_resources:
# - ref: https://kubernetes.io/docs/reference/using-api/deprecation-guide/
# custom:
#   severity: critical
#   kinds: ["*"]
#   scope: object
#   controls: []
#   fix: >-
#     Write the version that is named, and the fields that it has.
package policies.validity.removed_version
