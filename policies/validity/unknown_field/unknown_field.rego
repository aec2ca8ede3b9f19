# METADATA
# title: Every field is one that the kind has
# description: >-
#   A field that is misspelt, or stands in the wrong place, is refused by a strict server and forgotten by any other:
#   what was meant never happens.
# related_resources:
# - ref: https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation
# custom:
#   severity: high
#   kinds: ["*"]
#   scope: object
#   controls: []
#   fix: >-
#     Correct the name or the place; a near name is proposed.
package policies.validity.unknown_field
