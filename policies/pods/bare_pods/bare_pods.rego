# METADATA
# title: A controller keeps every pod
# description: >-
#   A Pod by itself is gone with its node: nothing starts it elsewhere, and nothing changes it without an outage.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/configuration/overview/#naked-pods-vs-replicasets-deployments-and-jobs
# custom:
#   severity: medium
#   kinds: [Pod]
#   scope: object
#   controls: []
#   fix: Make it a Deployment, a StatefulSet or a Job; a hook of Argo CD or Helm may stay a Pod.
package policies.pods.bare_pods

import data.policies.lib

deny contains {"path": [], "message": "nothing starts the pod again when its node is lost"} if {
	lib.dig(input, ["metadata", "ownerReferences"], null) in {null, []}
	not kept
}

# Hooks run to their end within a delivery; the kubelet keeps the pods of its own files.
kept if {
	some name in ["argocd.argoproj.io/hook", "helm.sh/hook", "kubernetes.io/config.source"]
	value := input.metadata.annotations[name]
	not value in {"", null}
}
