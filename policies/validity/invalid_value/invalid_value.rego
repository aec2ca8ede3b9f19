# METADATA
# title: Every value is one that its field takes
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
#     Write one of the words, or a value of the form, that the message names.
package policies.validity.invalid_value
