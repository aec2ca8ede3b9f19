package standin_test

import (
	"slices"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/sutazai/sutaz/ci/e2e/standin"
)

const operated = `
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata: {name: pg, namespace: data}
spec:
  instances: 3
  priorityClassName: high
  inheritedMetadata: {labels: {team: a}}
  affinity: {tolerations: [{key: t, operator: Exists}]}
  resources: {requests: {cpu: "1"}}
  storage: {size: 1Gi, storageClass: fast}
  walStorage: {size: 2Gi, storageClass: fast}
  plugins: [{name: p, isWALArchiver: true, parameters: {barmanObjectName: archive}}]
---
apiVersion: barmancloud.cnpg.io/v1
kind: ObjectStore
metadata: {name: archive, namespace: data}
spec: {instanceSidecarConfiguration: {resources: {requests: {cpu: 100m}}}}
---
apiVersion: postgresql.cnpg.io/v1
kind: Pooler
metadata: {name: pool, namespace: data}
spec: {instances: 2, template: {spec: {containers: [{name: pgbouncer, resources: {requests: {cpu: 50m}}}]}}}
---
apiVersion: rabbitmq.com/v1beta1
kind: RabbitmqCluster
metadata: {name: mq, namespace: data, labels: {team: b}}
spec: {replicas: 3, resources: {requests: {cpu: "2"}}, persistence: {storage: 3Gi, storageClassName: fast}}
`

// What operators would run stands in with as many pods, and with what each of them asks for.
func TestOperated(t *testing.T) {
	t.Parallel()
	type want struct {
		kind, container string
		replicas        int64
		containers      int
		claims          int
	}
	wanted := map[string]want{
		standin.Name("pg"):   {"StatefulSet", "postgres", 3, 2, 2},
		standin.Name("pool"): {"Deployment", "pgbouncer", 2, 1, 0},
		standin.Name("mq"):   {"StatefulSet", "rabbitmq", 3, 1, 1},
	}
	got := standin.Workloads(objects(t, operated))
	if len(got) != len(wanted) {
		t.Fatalf("%d workloads, want %d", len(got), len(wanted))
	}
	for _, w := range got {
		replicas, _, _ := unstructured.NestedInt64(w.Object, "spec", "replicas")
		containers, _, _ := unstructured.NestedSlice(w.Object, "spec", "template", "spec", "containers")
		claims, _, _ := unstructured.NestedSlice(w.Object, "spec", "volumeClaimTemplates")
		first, _ := containers[0].(map[string]any)
		name, _ := first["name"].(string)
		if have := (want{w.GetKind(), name, replicas, len(containers), len(claims)}); have != wanted[w.GetName()] {
			t.Errorf("%s: got %+v, want %+v", w.GetName(), have, wanted[w.GetName()])
		}
		if requests, _, _ := unstructured.NestedStringMap(first, "resources", "requests"); len(requests) == 0 {
			t.Errorf("%s asks for nothing", w.GetName())
		}
		if kind, owner := standin.Owner(w); standin.Name(owner) != w.GetName() || kind.Kind == "" {
			t.Errorf("%s belongs to %v %q", w.GetName(), kind, owner)
		}
	}
}

// A kind without a definition gets one by its name alone, once, in the scope in which it stands.
func TestUnknown(t *testing.T) {
	t.Parallel()
	var names []string
	for _, definition := range standin.Unknown(nil, objects(t, operated)) {
		scope, _, _ := unstructured.NestedString(definition.Object, "spec", "scope")
		names = append(names, definition.GetName()+" "+scope)
	}
	want := []string{"objectstores.barmancloud.cnpg.io Namespaced", "clusters.postgresql.cnpg.io Namespaced", "poolers.postgresql.cnpg.io Namespaced", "rabbitmqclusters.rabbitmq.com Namespaced"}
	if !slices.Equal(names, want) {
		t.Errorf("got %q, want %q", names, want)
	}
}
