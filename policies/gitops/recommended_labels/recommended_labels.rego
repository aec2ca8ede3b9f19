# METADATA
# title: Objects say what they belong to
# description: >-
#   Dashboards, network policies and people find what belongs together by these labels; without them nobody knows whom
#   an object belongs to and who writes it.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/
# custom:
#   severity: low
#   kinds: [workloads, Service]
#   scope: object
#   controls: []
#   fix: Add the labels app.kubernetes.io/name, app.kubernetes.io/part-of and app.kubernetes.io/managed-by.
package policies.gitops.recommended_labels

wanted := ["app.kubernetes.io/managed-by", "app.kubernetes.io/name", "app.kubernetes.io/part-of"]

deny contains {"path": ["metadata", "labels"], "message": sprintf("it has no label %s", [concat(", ", missing)])} if {
	missing := [label | some label in wanted; object.get(input, ["metadata", "labels", label], "") in {"", null}]
	count(missing) > 0
}
