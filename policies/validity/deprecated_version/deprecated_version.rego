# METADATA
# title: No version of an API is about to go
# description: >-
#   The next releases of Kubernetes do not have it, and an upgrade then stops deliveries.
# related_resources:
# - ref: https://kubernetes.io/docs/reference/using-api/deprecation-policy/
# custom:
#   severity: low
#   kinds: ["*"]
#   scope: object
#   controls: []
#   fix: >-
#     Write the version that is named, and the fields that it has.
package policies.validity.deprecated_version
