# METADATA
# title: Git holds what we want, not what a server wrote
# description: >-
#   Fields that the API server writes were copied from a cluster. An old resourceVersion is refused, an owner or a
#   status is not true, and each makes a difference that never goes away.
# related_resources:
# - ref: https://kubernetes.io/docs/reference/using-api/api-concepts/
# custom:
#   severity: low
#   kinds: ["*"]
#   scope: object
#   controls: []
#   fix: Remove the fields; kubectl get prints them, and kubectl apply does not want them.
package policies.gitops.server_fields

import data.policies.lib

written := {"creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation", "managedFields", "resourceVersion", "selfLink", "uid"}

deny contains {"path": ["metadata", field], "message": sprintf("the API server writes %s", [field])} if {
	some field in written
	not object.get(input, ["metadata", field], null) in {null, "", 0}
}

deny contains {"path": ["status"], "message": "a controller writes the status"} if {
	some _, _ in input.status
}

deny contains {"path": ["metadata", "annotations", name], "message": sprintf("a client or controller writes %s", [name])} if {
	some name in ["kubectl.kubernetes.io/last-applied-configuration", "deployment.kubernetes.io/revision", "argocd.argoproj.io/tracking-id"]
	lib.annotations(input)[name]
}
