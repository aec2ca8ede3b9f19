# METADATA
# title: Every field that a kind needs is there
# description: >-
#   The API server refuses the object.
# related_resources:
# - ref: https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation
# custom:
#   severity: high
#   kinds: ["*"]
#   scope: object
#   controls: []
#   fix: >-
#     Add the field.
package policies.validity.missing_field
