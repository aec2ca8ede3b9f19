# METADATA
# title: Every container that a VerticalPodAutoscaler names is in its pods
# description: >-
#   Bounds for a container that does not exist bound nothing: the one that was meant gets any size.
# related_resources:
# - ref: https://github.com/kubernetes/autoscaler/tree/master/vertical-pod-autoscaler
# custom:
#   severity: medium
#   kinds: [VerticalPodAutoscaler.autoscaling.k8s.io]
#   scope: objects
#   complete: true
#   controls: []
#   fix: >-
#     Correct the name of the container, or write * for all.
package policies.references.vpa_container

import data.policies.lib

deny contains {"object": lib.ref(scaler), "path": ["spec", "resourcePolicy", "containerPolicies", i, "containerName"], "message": message} if {
	some scaler in lib.objects_of("VerticalPodAutoscaler.autoscaling.k8s.io")
	target := scaler.spec.targetRef
	workload := lib.get(lib.target_kind(target, "v1"), lib.namespace(scaler), target.name)
	lib.pod(workload)
	names := {c.name | some c in lib.containers(workload)}
	some i, policy in scaler.spec.resourcePolicy.containerPolicies
	not policy.containerName in (names | elsewhere)
	message := sprintf("%s %s has no container %s; it has %s", [target.kind, target.name, policy.containerName, concat(", ", sort(names))])
}

# elsewhere are names that do not come from the workload: all, and containers that meshes and agents put into pods.
elsewhere := {"*", "daprd", "istio-proxy", "linkerd-proxy", "vault-agent"}
