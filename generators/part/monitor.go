package part

import (
	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/schema"
)

// PodMonitor lets Prometheus scrape a port of the pods with the labels of selector.
func PodMonitor(env *platform.Environment, name, namespace string, labels, selector map[string]string, metrics schema.Metrics) object.Object {
	metadata := Metadata(name, namespace, labels)
	for key, value := range env.Environment.Prometheus {
		metadata["labels"].(map[string]any)[key] = value
	}
	matched := map[string]any{}
	for key, value := range selector {
		matched[key] = value
	}
	return object.Object{"apiVersion": "monitoring.coreos.com/v1", "kind": "PodMonitor", "metadata": metadata, "spec": map[string]any{
		"selector":            map[string]any{"matchLabels": matched},
		"podMetricsEndpoints": []any{map[string]any{"port": metrics.Port, "path": metrics.Path, "interval": "30s", "scrapeTimeout": "10s"}},
	}}
}

// PrometheusRule is one group of alerts.
func PrometheusRule(env *platform.Environment, name, namespace string, labels map[string]string, group string, rules []any) object.Object {
	metadata := Metadata(name, namespace, labels)
	for key, value := range env.Environment.Prometheus {
		metadata["labels"].(map[string]any)[key] = value
	}
	return object.Object{"apiVersion": "monitoring.coreos.com/v1", "kind": "PrometheusRule", "metadata": metadata, "spec": map[string]any{
		"groups": []any{map[string]any{"name": group, "rules": rules}},
	}}
}
