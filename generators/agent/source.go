package agent

import (
	"slices"
	"strconv"
	"strings"

	"github.com/sutazai/sutaz/generators/object"
)

// Source is the field of the entry from which a place of one of its objects comes, as exactly as it can be told; empty
// where only the entry as a whole can be named.
func Source(o object.Object, steps []string) []string {
	if len(steps) > 1 && steps[len(steps)-2] == "labels" {
		return labelSources[steps[len(steps)-1]]
	}
	switch o.Key().Kind {
	case "Deployment", "StatefulSet", "Rollout", "Job", "CronJob":
		return workloadSource(o, steps)
	case "Service", "ServiceMonitor", "ConfigMap", "ExternalSecret", "PodDisruptionBudget", "Role", "RoleBinding",
		"HorizontalPodAutoscaler", "ScaledObject", "TriggerAuthentication", "VerticalPodAutoscaler":
		return objectSources[o.Key().Kind]
	case "NetworkPolicy":
		if len(steps) > 1 && steps[0] == "spec" {
			return flowSources[steps[1]]
		}
	}
	return nil
}

var (
	labelSources = map[string][]string{
		labelTier: {"tier"}, labelCategory: {"category"}, labelTeam: {"team"}, labelDataClass: {"data", "class"},
		labelCostCentre: {"costCentre"}, labelPhase: {"phase"},
		"sutaz.ai/retention": {"data", "retention"}, "sutaz.ai/residency": {"data", "residency"}, "app.kubernetes.io/version": {"image", "tag"},
	}
	objectSources = map[string][]string{
		"Service": {"ports"}, "ServiceMonitor": {"metrics"}, "ConfigMap": {"files"}, "ExternalSecret": {"secrets"},
		"PodDisruptionBudget": {"scaling"}, "Role": {"permissions"}, "RoleBinding": {"permissions"},
		"HorizontalPodAutoscaler": {"scaling"}, "ScaledObject": {"scaling"}, "TriggerAuthentication": {"scaling", "queue"}, "VerticalPodAutoscaler": {"size"},
	}
	flowSources = map[string][]string{"ingress": {"callers"}, "egress": {"dependencies"}}
	// fieldSources are those of a workload, its pod and its containers.
	fieldSources = map[string][]string{
		"replicas": {"scaling", "min"}, "strategy": {"rollout"}, "updateStrategy": {"rollout"}, "schedule": {"schedule"},
		"volumeClaimTemplates": {"storage"}, "terminationGracePeriodSeconds": {"grace"}, "nodeSelector": {"tier"}, "affinity": {"tier"},
		"tolerations": {"tier"}, "priorityClassName": {"tier"}, "serviceAccountName": {"permissions"}, "automountServiceAccountToken": {"permissions"},
		"image": {"image"}, "command": {"command"}, "args": {"args"}, "ports": {"ports"}, "resources": {"size"}, "volumeMounts": {"storage"},
		"startupProbe": {"probes", "startup"}, "livenessProbe": {"probes", "liveness"}, "readinessProbe": {"probes", "readiness"},
	}
)

// workloadSource goes down the steps and keeps the last field that is known.
func workloadSource(o object.Object, steps []string) (source []string) {
	var value any = map[string]any(o)
	for i, step := range steps {
		switch v := value.(type) {
		case map[string]any:
			value = v[step]
		case []any:
			n, err := strconv.Atoi(step)
			if err != nil || n < 0 || n >= len(v) {
				return source
			}
			value = v[n]
			if i > 0 && steps[i-1] == "env" {
				variable, _ := value.(map[string]any)
				name, _ := variable["name"].(string)
				return []string{"env", name}
			}
		}
		if known := fieldSources[step]; known != nil {
			source = known
		}
		if strings.HasPrefix(step, "nvidia.com/") {
			return []string{"gpu"}
		}
	}
	return slices.Clone(source)
}
