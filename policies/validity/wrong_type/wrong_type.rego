# METADATA
# title: Every value has the type of its field
# description: >-
#   The API server refuses the object, and whatever is applied together with it waits.
# related_resources:
# - ref: https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation
# custom:
#   severity: high
#   kinds: ["*"]
#   scope: object
#   controls: []
#   fix: >-
#     Write the type that is wanted. Words in quotes are strings; 8080 and true without them are not.
package policies.validity.wrong_type
