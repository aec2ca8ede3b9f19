# METADATA
# title: Seccomp is said in fields, not in annotations without effect
# description: >-
#   Kubernetes stopped reading these annotations in version 1.27: who relies on one runs without the filter that it
#   names.
# related_resources:
# - ref: https://kubernetes.io/docs/tutorials/security/seccomp/
# custom:
#   severity: low
#   kinds: [workloads]
#   scope: object
#   controls: [CIS/5.6.2]
#   fix: Remove the annotation and set securityContext.seccompProfile.
package policies.pods.seccomp_annotations

import data.policies.lib

deny contains {"path": lib.at(pod.at, ["metadata", "annotations", name]), "message": message} if {
	pod := lib.pod(input)
	some name, value in pod.metadata.annotations
	legacy(name)
	message := sprintf("the annotation %s: %v has had no effect since Kubernetes 1.27", [name, value])
}

legacy("seccomp.security.alpha.kubernetes.io/pod")

legacy(name) if startswith(name, "container.seccomp.security.alpha.kubernetes.io/")
