# METADATA
# title: A namespace that Argo CD creates has its labels
# description: >-
#   A namespace made on the way has no Pod Security level, and nothing in Git says that it is there: what it accepts,
#   nobody decided.
# related_resources:
# - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#create-namespace
# custom:
#   severity: medium
#   kinds: [Application.argoproj.io, ApplicationSet.argoproj.io]
#   scope: object
#   controls: [PSS/baseline, SOC2/CC8.1]
#   fix: >-
#     Write the Namespace in Git, or give managedNamespaceMetadata the label pod-security.kubernetes.io/enforce.
package policies.gitops.create_namespace

import data.policies.lib

deny contains {"path": lib.at(a.path, ["syncPolicy", "syncOptions", i]), "message": message} if {
	a := lib.delivered(input)
	some i, "CreateNamespace=true" in lib.own_sync_options(a)
	not a.spec.syncPolicy.managedNamespaceMetadata.labels["pod-security.kubernetes.io/enforce"]
	message := sprintf("namespace %s is made without a Pod Security level", [object.get(a.spec, ["destination", "namespace"], `""`)])
}
