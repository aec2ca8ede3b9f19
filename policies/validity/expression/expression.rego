# METADATA
# title: Every custom resource keeps the rules of its definition
# description: >-
#   The definition of the resource says what its fields may be together; the API server refuses the object.
# related_resources:
# - ref: https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation-rules
# custom:
#   severity: high
#   kinds: ["*"]
#   scope: object
#   controls: []
#   fix: >-
#     Do as the message says; it is that of the authors of the resource.
package policies.validity.expression
