# METADATA
# title: No annotation repeats the values of a Secret
# description: >-
#   What kubectl apply notes of a Secret is its values, readable for whoever sees the object listed and for every tool
#   that shows annotations.
# related_resources:
# - ref: https://kubernetes.io/docs/tasks/manage-kubernetes-objects/declarative-config/
# custom:
#   severity: high
#   kinds: [Secret]
#   scope: object
#   controls: [CIS/5.4.2, SOC2/CC6.1]
#   fix: Remove the annotation, and apply the object on the server side; then replace the credential.
package policies.secrets.applied_configuration

import data.policies.lib

name := "kubectl.kubernetes.io/last-applied-configuration"

deny contains {"path": ["metadata", "annotations", name], "message": "the annotation repeats the values of the Secret"} if {
	noted := lib.annotations(input)[name]
	json.is_valid(noted)
	applied := json.unmarshal(noted)
	some field in ["data", "stringData"]
	some value in applied[field]
	value != ""
}
