package standin

import (
	"encoding/json"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// healthy is what an operator writes about an object that is well, as far as Argo CD asks for it.
type healthy struct {
	apiVersion string
	kinds      []string
	// phase is the word for the whole, where the operator has one.
	phase string
	// conditions are True, with the reason; the first of them shows that the operator has written.
	conditions []string
	reason     string
}

var healths = []healthy{
	{"postgresql.cnpg.io/v1", []string{"Cluster"}, "Cluster in healthy state", []string{"Ready"}, "ClusterIsReady"},
	{"rabbitmq.com/v1beta1", []string{"RabbitmqCluster"}, "", []string{"ClusterAvailable", "AllReplicasReady", "ReconcileSuccess"}, "Success"},
	{"rabbitmq.com/v1beta1", []string{"Binding", "Exchange", "Permission", "Policy", "Queue", "User", "Vhost"}, "", []string{"Ready"}, "SuccessfulCreateOrUpdate"},
}

// conditions are stages that write those statuses.
func conditions() []*unstructured.Unstructured {
	var all []*unstructured.Unstructured
	for _, h := range healths {
		for _, kind := range h.kinds {
			var list []any
			for _, condition := range h.conditions {
				list = append(list, map[string]any{"type": condition, "status": "True", "reason": h.reason, "message": "stand-in", "lastTransitionTime": "NOW"})
			}
			status := map[string]any{"conditions": list}
			if h.phase != "" {
				status["phase"], status["phaseReason"] = h.phase, "stand-in"
			}
			if kind == "User" {
				status["username"] = "stand-in" // Its definition wants it beside the conditions.
			}
			text, err := json.Marshal(status)
			if err != nil {
				panic(err) // It is plain data.
			}
			stage := &unstructured.Unstructured{Object: map[string]any{
				"apiVersion": "kwok.x-k8s.io/v1alpha1", "kind": "Stage",
				"spec": map[string]any{
					"resourceRef": map[string]any{"apiGroup": h.apiVersion, "kind": kind},
					"selector": map[string]any{"matchExpressions": []any{map[string]any{
						"key": `.status.conditions.[] | select( .type == "` + h.conditions[0] + `" ) | .status`, "operator": "NotIn", "values": []any{"True"},
					}}},
					"steps": []any{map[string]any{"patch": map[string]any{
						"root": "status", "subresource": "status", "template": strings.ReplaceAll(string(text), `"NOW"`, "{{ Now | Quote }}"),
					}}},
				},
			}}
			stage.SetName(strings.ToLower(kind) + "-healthy")
			all = append(all, stage)
		}
	}
	return all
}
