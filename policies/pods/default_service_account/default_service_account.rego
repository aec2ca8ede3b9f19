# METADATA
# title: No pod acts under the default service account
# description: >-
#   All pods of a namespace that name no account share the default one: a right given to it for one is a right of all.
# related_resources:
# - ref: https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/
# custom:
#   severity: medium
#   kinds: [workloads]
#   scope: object
#   controls: [CIS/5.1.5, NSA/pod-security, SOC2/CC6.3]
#   fix: >-
#     Give the pod a ServiceAccount of its own in serviceAccountName; a pod that never asks the API may set
#     automountServiceAccountToken to false instead.
package policies.pods.default_service_account

import data.policies.lib

# Without a token, mounted or projected, the pod has nothing to act with.
deny contains {"path": lib.at(pod.path, ["serviceAccountName"]), "message": "the pod acts under the default service account"} if {
	pod := lib.pod(input)
	every field in ["serviceAccountName", "serviceAccount"] {
		lib.dig(pod.spec, field, null) in {"", "default", null}
	}
	acts(pod.spec)
}

acts(spec) if not lib.dig(spec, "automountServiceAccountToken", true) == false

acts(spec) if spec.volumes[_].projected.sources[_].serviceAccountToken
