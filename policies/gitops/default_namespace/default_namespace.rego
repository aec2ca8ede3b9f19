# METADATA
# title: Nothing lives in the namespace "default"
# description: >-
#   What has no place of its own ends there, so that quotas, network policies and roles for it cannot be told apart.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/
# custom:
#   severity: medium
#   kinds: ["*"]
#   scope: object
#   controls: [CIS/5.6.4, NSA/namespaces]
#   fix: Give the object the namespace of its component.
package policies.gitops.default_namespace

import data.policies.lib

deny contains {"path": ["metadata", "namespace"], "message": "it lives in the namespace default"} if {
	input.metadata.namespace == "default"
	not lib.kind(input) in {"Endpoints", "EndpointSlice.discovery.k8s.io"}
}
