package standin_test

import (
	"maps"
	"reflect"
	"slices"
	"testing"

	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/sutazai/sutaz/ci/e2e/model"
	"github.com/sutazai/sutaz/ci/e2e/modules"
	"github.com/sutazai/sutaz/ci/e2e/standin"
)

func objects(t *testing.T, text string) []*unstructured.Unstructured {
	t.Helper()
	all, err := modules.Decode([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// autoscaled has both kinds of autoscaler, a target without a kind, and a Rollout without replicas beside one with.
const autoscaled = `
kind: HorizontalPodAutoscaler
apiVersion: autoscaling/v2
metadata: {name: a, namespace: team}
spec: {minReplicas: 2, maxReplicas: 6, scaleTargetRef: {kind: Rollout, name: a}}
---
kind: ScaledObject
apiVersion: keda.sh/v1alpha1
metadata: {name: b, namespace: team}
spec: {minReplicaCount: 1, maxReplicaCount: 20, scaleTargetRef: {name: b}}
---
kind: Rollout
apiVersion: argoproj.io/v1alpha1
metadata: {name: a, namespace: team}
spec:
  selector: {matchLabels: {app: a}}
  template: {metadata: {labels: {app: a}}, spec: {containers: [{name: main}]}}
---
kind: Rollout
apiVersion: argoproj.io/v1alpha1
metadata: {name: c, namespace: team}
spec:
  replicas: 5
  selector: {matchLabels: {app: c}}
  template: {metadata: {labels: {app: c}}, spec: {}}
---
kind: Deployment
apiVersion: apps/v1
metadata: {name: b, namespace: team}
spec: {replicas: 7}
`

func TestMinimumsAndMaximums(t *testing.T) {
	t.Parallel()
	a, b := standin.Target{Namespace: "team", Kind: "Rollout", Name: "a"}, standin.Target{Namespace: "team", Kind: "Deployment", Name: "b"}
	if got, want := standin.Minimums(objects(t, autoscaled)), (map[standin.Target]int64{a: 2, b: 1}); !maps.Equal(got, want) {
		t.Errorf("minimums %v, want %v", got, want)
	}
	if got, want := standin.Maximums(objects(t, autoscaled)), (map[standin.Target]int64{a: 6, b: 20}); !maps.Equal(got, want) {
		t.Errorf("maximums %v, want %v", got, want)
	}
}

func TestWorkloads(t *testing.T) {
	t.Parallel()
	deployments := standin.Workloads(objects(t, autoscaled))
	want := map[string]int64{standin.Name("a"): 2, standin.Name("c"): 5}
	if len(deployments) != len(want) {
		t.Fatalf("%d Deployments, want %d", len(deployments), len(want))
	}
	for _, d := range deployments {
		replicas, _, err := unstructured.NestedInt64(d.Object, "spec", "replicas")
		if err != nil || replicas != want[d.GetName()] || d.GetNamespace() != "team" || d.GetKind() != "Deployment" {
			t.Errorf("%s/%s: %d replicas (%v), want %d", d.GetNamespace(), d.GetName(), replicas, err, want[d.GetName()])
		}
		selected, _, _ := unstructured.NestedStringMap(d.Object, "spec", "selector", "matchLabels")
		labels, _, _ := unstructured.NestedStringMap(d.Object, "spec", "template", "metadata", "labels")
		for key, value := range selected {
			if labels[key] != value {
				t.Errorf("%s selects %s=%s, and its pods have %q", d.GetName(), key, value, labels[key])
			}
		}
		if len(selected) == 0 {
			t.Errorf("%s selects nothing", d.GetName())
		}
	}
}

// A Rollout itself must stay as it was: it is compared with what is delivered.
func TestWorkloadsChangeNothing(t *testing.T) {
	t.Parallel()
	all := objects(t, autoscaled)
	standin.Workloads(all)
	if !reflect.DeepEqual(all, objects(t, autoscaled)) {
		t.Error("the objects were changed")
	}
}

func settings() model.Settings {
	s := model.Settings{
		Region: "r", Zones: []string{"r-a", "r-b"},
		NodePools: map[string]model.Pool{
			"spot": {Role: "worker", CapacityType: "spot", Nodes: map[string]int64{"r-a": 2, "r-b": 1}, Size: model.Resources{CPU: "16", Memory: "64G"}, Taints: map[string]string{"sutaz.ai/spot": "true"}},
		},
		Daemons: map[string]model.Resources{"logs": {CPU: "100m", Memory: "1Gi"}, "mesh": {CPU: "200m", Memory: "512Mi"}},
	}
	return s
}

func TestNodes(t *testing.T) {
	t.Parallel()
	nodes, err := standin.Nodes(settings())
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, node := range nodes {
		names = append(names, node.GetName())
		labels := node.GetLabels()
		if labels["sutaz.ai/capacity"] != "spot" || labels["sutaz.ai/role"] != "worker" || labels["topology.kubernetes.io/region"] != "r" {
			t.Errorf("%s has labels %v", node.GetName(), labels)
		}
		// 16 cores less 1 and 0.3; 64 × 10^9 bytes less 4 GiB and 1.5 GiB.
		for field, want := range map[string]int64{"cpu": 14700, "memory": 64e9*1000 - 5.5*(1<<30)*1000} {
			text, _, _ := unstructured.NestedString(node.Object, "status", "allocatable", field)
			if got, err := resource.ParseQuantity(text); err != nil || got.MilliValue() != want {
				t.Errorf("%s has %s %s (%v), want %d thousandths", node.GetName(), text, field, err, want)
			}
		}
		taints, _, _ := unstructured.NestedSlice(node.Object, "spec", "taints")
		if want := []any{map[string]any{"key": "sutaz.ai/spot", "value": "true", "effect": "NoSchedule"}}; !reflect.DeepEqual(taints, want) {
			t.Errorf("%s has taints %v, want %v", node.GetName(), taints, want)
		}
	}
	if want := []string{"spot-r-a-0", "spot-r-a-1", "spot-r-b-0"}; !slices.Equal(names, want) {
		t.Errorf("nodes %v, want %v", names, want)
	}
}

func TestNodesOfUnreadableSize(t *testing.T) {
	t.Parallel()
	s := settings()
	pool := s.NodePools["spot"]
	pool.Size.CPU = "many"
	s.NodePools["spot"] = pool
	if _, err := standin.Nodes(s); err == nil {
		t.Error("no error")
	}
}

// Every Stage says which kind it is for, by a kind of which one is expected: a misspelt one would do nothing.
func TestStages(t *testing.T) {
	t.Parallel()
	var rendered []*unstructured.Unstructured
	for _, kind := range [][2]string{
		{"keda.sh/v1alpha1", "ScaledObject"}, {"external-secrets.io/v1", "ExternalSecret"}, {"argoproj.io/v1alpha1", "Rollout"},
		{"postgresql.cnpg.io/v1", "Cluster"}, {"rabbitmq.com/v1beta1", "RabbitmqCluster"}, {"rabbitmq.com/v1beta1", "Queue"},
	} {
		rendered = append(rendered, &unstructured.Unstructured{Object: map[string]any{"apiVersion": kind[0], "kind": kind[1]}})
	}
	stages, err := standin.Stages(rendered)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, stage := range stages {
		kind, _, _ := unstructured.NestedString(stage.Object, "spec", "resourceRef", "kind")
		got[stage.GetName()] = kind
		if stage.GetKind() != "Stage" {
			t.Errorf("%s is a %s", stage.GetName(), stage.GetKind())
		}
	}
	want := map[string]string{
		"volume-provisioned": "PersistentVolumeClaim", "autoscaler-active": "HorizontalPodAutoscaler", "scaledobject-ready": "ScaledObject",
		"externalsecret-ready": "ExternalSecret", "rollout-healthy": "Rollout",
		"cluster-healthy": "Cluster", "rabbitmqcluster-healthy": "RabbitmqCluster", "queue-healthy": "Queue",
	}
	if !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
