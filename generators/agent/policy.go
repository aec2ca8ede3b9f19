package agent

import (
	"maps"
	"slices"
	"strings"

	autoscalingv2 "k8s.io/api/autoscaling/v2"
	corev1 "k8s.io/api/core/v1"
	autoscaling "k8s.io/client-go/applyconfigurations/autoscaling/v2"
	core "k8s.io/client-go/applyconfigurations/core/v1"
	rbac "k8s.io/client-go/applyconfigurations/rbac/v1"

	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/part"
	"github.com/sutazai/sutaz/schema"
)

func (r renderer) serviceAccount() object.Object {
	return part.Account(r.Name, r.Namespace, r.labels())
}

func (r renderer) configMap() object.Object {
	if len(r.Files) == 0 {
		return nil
	}
	data := map[string]string{}
	for path, content := range r.Files {
		data[schema.FileKey(path)] = content
	}
	return object.From(core.ConfigMap(r.Name, r.Namespace).WithLabels(r.labels()).WithData(data))
}

// externalSecret asks the secret store for every value; none is ever in Git.
func (r renderer) externalSecret() object.Object {
	keys := r.secretKeys()
	if len(keys) == 0 {
		return nil
	}
	return part.ExternalSecret(r.env.Environment.SecretStore, r.metadata(r.Name), keys...)
}

// disruptionBudget lets nodes be drained one pod at a time. With one replica it would only block the drain.
func (r renderer) disruptionBudget() object.Object {
	replicas, fixed := r.replicas()
	if r.ends() || r.Min < 2 || (fixed && replicas < 2) {
		return nil
	}
	return part.Budget(r.Name, r.Namespace, r.labels(), r.selector())
}

// target is the object whose replicas are scaled.
func (r renderer) target() (apiVersion, kind string) {
	switch {
	case len(r.Storage) > 0:
		return "apps/v1", "StatefulSet"
	case r.Strategy == "canary":
		return "argoproj.io/v1alpha1", "Rollout"
	}
	return "apps/v1", "Deployment"
}

func (r renderer) thresholds() (cpu, memory int64) {
	if r.Scaling != nil {
		return r.Scaling.CPU, r.Scaling.Memory
	}
	return 70, 80
}

// stabilization is how long, in seconds, a lower need must last before replicas go.
const stabilization = 300

// scaler is one HorizontalPodAutoscaler or, where a queue counts too, one KEDA ScaledObject that makes its own.
func (r renderer) scaler() object.Object {
	if !r.Autoscaled {
		return nil
	}
	if r.Scaling != nil && r.Scaling.Queue != nil {
		return r.scaledObject()
	}
	apiVersion, kind := r.target()
	cpu, memory := r.thresholds()
	metric := func(name corev1.ResourceName, percent int64) *autoscaling.MetricSpecApplyConfiguration {
		return autoscaling.MetricSpec().WithType(autoscalingv2.ResourceMetricSourceType).WithResource(autoscaling.ResourceMetricSource().
			WithName(name).WithTarget(autoscaling.MetricTarget().WithType(autoscalingv2.UtilizationMetricType).WithAverageUtilization(int32(percent))))
	}
	return object.From(autoscaling.HorizontalPodAutoscaler(r.Name, r.Namespace).WithLabels(r.labels()).WithSpec(autoscaling.HorizontalPodAutoscalerSpec().
		WithScaleTargetRef(autoscaling.CrossVersionObjectReference().WithAPIVersion(apiVersion).WithKind(kind).WithName(r.Name)).
		WithMinReplicas(int32(r.Min)).WithMaxReplicas(int32(r.Max)).
		WithMetrics(metric(corev1.ResourceCPU, cpu), metric(corev1.ResourceMemory, memory)).
		WithBehavior(autoscaling.HorizontalPodAutoscalerBehavior().WithScaleDown(autoscaling.HPAScalingRules().
			WithStabilizationWindowSeconds(stabilization).WithSelectPolicy(autoscalingv2.MaxChangePolicySelect).
			WithPolicies(autoscaling.HPAScalingPolicy().WithType(autoscalingv2.PercentScalingPolicy).WithValue(50).WithPeriodSeconds(60))))))
}

func (r renderer) scaledObject() object.Object {
	apiVersion, kind := r.target()
	cpu, memory := r.thresholds()
	utilization := func(name string, percent int64) map[string]any {
		return map[string]any{"type": name, "metricType": "Utilization", "metadata": map[string]any{"value": itoa(percent)}}
	}
	return object.Object{"apiVersion": "keda.sh/v1alpha1", "kind": "ScaledObject", "metadata": r.metadata(r.Name), "spec": map[string]any{
		"scaleTargetRef":  map[string]any{"apiVersion": apiVersion, "kind": kind, "name": r.Name},
		"minReplicaCount": r.Min, "maxReplicaCount": r.Max,
		"pollingInterval": int64(15), "cooldownPeriod": int64(stabilization),
		"advanced": map[string]any{"horizontalPodAutoscalerConfig": map[string]any{"behavior": map[string]any{"scaleDown": map[string]any{
			"stabilizationWindowSeconds": int64(stabilization), "selectPolicy": "Max",
			"policies": []any{map[string]any{"type": "Percent", "value": int64(50), "periodSeconds": int64(60)}},
		}}}},
		"triggers": []any{
			utilization("cpu", cpu), utilization("memory", memory),
			map[string]any{
				"type":              "rabbitmq",
				"metadata":          r.queueMetadata(),
				"authenticationRef": map[string]any{"name": r.Name},
			},
		},
	}}
}

// queueMetadata says which queue KEDA asks for its length.
func (r renderer) queueMetadata() map[string]any {
	metadata := map[string]any{"queueName": r.Scaling.Queue.Name, "mode": "QueueLength", "value": itoa(r.Scaling.Queue.Depth), "protocol": "amqp"}
	for _, edge := range r.Calls {
		if edge.Endpoint == nil || !edge.Endpoint.Consumes {
			continue
		}
		// The address in the secret store may name another.
		if vhost := r.env.VhostOf(r.Name, edge.Endpoint.Name); vhost != "" {
			metadata["vhostName"] = vhost
		}
	}
	return metadata
}

// triggerAuthentication gives KEDA the address of the broker, which the secret store holds with its password.
func (r renderer) triggerAuthentication() []object.Object {
	if !r.Autoscaled || r.Scaling == nil || r.Scaling.Queue == nil {
		return nil
	}
	name := r.Name + "-queue"
	return []object.Object{
		{"apiVersion": "keda.sh/v1alpha1", "kind": "TriggerAuthentication", "metadata": r.metadata(r.Name), "spec": map[string]any{
			"secretTargetRef": []any{map[string]any{"parameter": "host", "name": name, "key": "host"}},
		}},
		part.ExternalSecret(r.env.Environment.SecretStore, r.metadata(name), part.Remote{Key: "host", Path: "data/rabbitmq/" + r.Name, Property: "connection_string"}),
	}
}

// recommender is a VerticalPodAutoscaler that only recommends: one that updates would fight the other scaler.
func (r renderer) recommender() object.Object {
	if !r.Autoscaled {
		return nil
	}
	apiVersion, kind := r.target()
	return object.Object{"apiVersion": "autoscaling.k8s.io/v1", "kind": "VerticalPodAutoscaler", "metadata": r.metadata(r.Name), "spec": map[string]any{
		"targetRef":    map[string]any{"apiVersion": apiVersion, "kind": kind, "name": r.Name},
		"updatePolicy": map[string]any{"updateMode": "Off"},
	}}
}

// access is the Role with the declared permissions, and its binding.
func (r renderer) access() []object.Object {
	if len(r.Permissions) == 0 {
		return nil
	}
	role := rbac.Role(r.Name, r.Namespace).WithLabels(r.labels())
	annotations := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(r.Permissions)) {
		permission := r.Permissions[name]
		verbs := slices.Sorted(maps.Keys(permission.Verbs))
		role.WithRules(rbac.PolicyRule().WithAPIGroups(permission.Group).WithResources(permission.Resources...).WithVerbs(verbs...))
		reasons := make([]string, len(verbs))
		for i, verb := range verbs {
			reasons[i] = verb + ": " + permission.Verbs[verb]
		}
		annotations["permission.sutaz.ai/"+name] = strings.Join(reasons, "; ")
	}
	role.WithAnnotations(annotations)
	binding := rbac.RoleBinding(r.Name, r.Namespace).WithLabels(r.labels()).
		WithRoleRef(rbac.RoleRef().WithAPIGroup("rbac.authorization.k8s.io").WithKind("Role").WithName(r.Name)).
		WithSubjects(rbac.Subject().WithKind("ServiceAccount").WithName(r.Name).WithNamespace(r.Namespace))
	return []object.Object{object.From(role), object.From(binding)}
}
