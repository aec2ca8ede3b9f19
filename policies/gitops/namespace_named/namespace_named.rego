# METADATA
# title: What lives in a namespace names it
# description: >-
#   Without a namespace an object lands wherever the one who applies it happens to be, and twice where two do.
# related_resources:
# - ref: https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/
# custom:
#   severity: low
#   kinds: ["*"]
#   scope: object
#   controls: []
#   fix: Set metadata.namespace, or namespace in kustomization.yaml.
package policies.gitops.namespace_named

import data.policies.lib

# namespaced are kinds of which each object lives in a namespace.
namespaced := {
	"AppProject.argoproj.io", "Application.argoproj.io", "ApplicationSet.argoproj.io", "BackupStorageLocation.velero.io", "Certificate.cert-manager.io", "ConfigMap",
	"CronJob.batch", "DaemonSet.apps", "Deployment.apps", "EndpointSlice.discovery.k8s.io", "Endpoints", "ExternalSecret.external-secrets.io",
	"GRPCRoute.gateway.networking.k8s.io", "Gateway.gateway.networking.k8s.io", "HTTPRoute.gateway.networking.k8s.io",
	"HorizontalPodAutoscaler.autoscaling", "Ingress.networking.k8s.io", "Issuer.cert-manager.io", "Job.batch", "Lease.coordination.k8s.io",
	"LimitRange", "NetworkPolicy.networking.k8s.io", "PersistentVolumeClaim", "Pod", "PodDisruptionBudget.policy",
	"PodMonitor.monitoring.coreos.com", "PodTemplate", "PrometheusRule.monitoring.coreos.com", "ReplicaSet.apps", "ReplicationController",
	"ResourceQuota", "Role.rbac.authorization.k8s.io", "RoleBinding.rbac.authorization.k8s.io", "Rollout.argoproj.io",
	"ScaledJob.keda.sh", "ScaledObject.keda.sh", "Schedule.velero.io", "Secret", "SecretStore.external-secrets.io", "Service", "ServiceAccount",
	"ServiceMonitor.monitoring.coreos.com", "StatefulSet.apps", "TriggerAuthentication.keda.sh", "VerticalPodAutoscaler.autoscaling.k8s.io",
}

deny contains {"path": ["metadata", "namespace"], "message": "it names no namespace, and lands wherever it is applied"} if {
	lib.kind(input) in namespaced
	object.get(input, ["metadata", "namespace"], "") in {"", null}
}
