package standin

import (
	"maps"
	"slices"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// Owner is the object that a stand-in's pods belong to.
func Owner(object *unstructured.Unstructured) (kind schema.GroupVersionKind, name string) {
	a := object.GetAnnotations()
	return schema.FromAPIVersionAndKind(a[ownerVersion], a[ownerKind]), a[ownerName]
}

const (
	ownerVersion = "e2e.sutaz.ai/owner-version"
	ownerKind    = "e2e.sutaz.ai/owner-kind"
	ownerName    = "e2e.sutaz.ai/owner-name"
)

// own is a new workload that stands in for what the controller of owner would make.
func own(owner *unstructured.Unstructured, kind string, spec map[string]any) *unstructured.Unstructured {
	workload := &unstructured.Unstructured{Object: map[string]any{"apiVersion": "apps/v1", "kind": kind, "spec": spec}}
	workload.SetName(Name(owner.GetName()))
	workload.SetNamespace(owner.GetNamespace())
	workload.SetAnnotations(map[string]string{ownerVersion: owner.GetAPIVersion(), ownerKind: owner.GetKind(), ownerName: owner.GetName()})
	return workload
}

// operated is what the operator of an object would run, or nil: as many pods with the same labels, resources, placement
// and volumes, and nothing in them.
func operated(object *unstructured.Unstructured, all []*unstructured.Unstructured) *unstructured.Unstructured {
	switch object.GroupVersionKind().GroupKind() {
	case schema.GroupKind{Group: "postgresql.cnpg.io", Kind: "Cluster"}:
		return database(object, all)
	case schema.GroupKind{Group: "postgresql.cnpg.io", Kind: "Pooler"}:
		return pooler(object)
	case schema.GroupKind{Group: "rabbitmq.com", Kind: "RabbitmqCluster"}:
		return broker(object)
	}
	return nil
}

func database(o *unstructured.Unstructured, all []*unstructured.Unstructured) *unstructured.Unstructured {
	spec := o.Object["spec"].(map[string]any)
	labels := map[string]any{"cnpg.io/cluster": o.GetName(), "cnpg.io/podRole": "instance", "app.kubernetes.io/name": "postgresql", "app.kubernetes.io/component": "database"}
	inherited, _, _ := unstructured.NestedMap(spec, "inheritedMetadata", "labels")
	maps.Copy(labels, inherited)
	affinity, _, _ := unstructured.NestedMap(spec, "affinity")
	node, _, _ := unstructured.NestedMap(affinity, "nodeAffinity")
	containers := []any{container("postgres", spec["resources"])}
	for _, store := range all {
		resources, has, _ := unstructured.NestedMap(store.Object, "spec", "instanceSidecarConfiguration", "resources")
		if store.GetKind() == "ObjectStore" && store.GetNamespace() == o.GetNamespace() && has && archives(spec, store.GetName()) {
			containers = append(containers, container("plugin-barman-cloud", resources))
		}
	}
	pod := map[string]any{
		"containers": containers, "priorityClassName": spec["priorityClassName"], "tolerations": affinity["tolerations"],
		"topologySpreadConstraints": spec["topologySpreadConstraints"], "affinity": map[string]any{"nodeAffinity": node},
	}
	claims := []any{claim("data", spec["storage"])}
	if wal, has := spec["walStorage"]; has {
		claims = append(claims, claim("wal", wal))
	}
	return set(o, spec["instances"], labels, map[string]any{"cnpg.io/cluster": o.GetName()}, pod, claims)
}

// archives says whether a cluster archives its log in an object store, for which its pods get a second container.
func archives(spec map[string]any, store string) bool {
	plugins, _, _ := unstructured.NestedSlice(spec, "plugins")
	return slices.ContainsFunc(plugins, func(p any) bool {
		name, _, _ := unstructured.NestedString(p.(map[string]any), "parameters", "barmanObjectName")
		return name == store
	})
}

func pooler(o *unstructured.Unstructured) *unstructured.Unstructured {
	template, _, _ := unstructured.NestedMap(o.Object, "spec", "template")
	if template == nil {
		template = map[string]any{}
	}
	labels, _, _ := unstructured.NestedMap(template, "metadata", "labels")
	if labels == nil {
		labels = map[string]any{}
	}
	chosen := map[string]any{"cnpg.io/poolerName": o.GetName()}
	maps.Copy(labels, chosen)
	pod, _, _ := unstructured.NestedMap(template, "spec")
	if pod == nil {
		pod = map[string]any{}
	}
	var resources any
	for _, c := range slice(pod["containers"]) {
		resources = c.(map[string]any)["resources"]
	}
	pod["containers"] = []any{container("pgbouncer", resources)}
	secure(pod)
	instances, _, _ := unstructured.NestedFieldNoCopy(o.Object, "spec", "instances")
	return own(o, "Deployment", map[string]any{
		"replicas": instances, "selector": map[string]any{"matchLabels": chosen}, "template": map[string]any{"metadata": map[string]any{"labels": labels}, "spec": pod},
	})
}

func broker(o *unstructured.Unstructured) *unstructured.Unstructured {
	spec := o.Object["spec"].(map[string]any)
	chosen := map[string]any{"app.kubernetes.io/name": o.GetName()}
	labels := maps.Clone(chosen)
	for key, value := range o.GetLabels() {
		labels[key] = value
	}
	labels["app.kubernetes.io/component"] = "rabbitmq"
	pod := map[string]any{"affinity": spec["affinity"], "tolerations": spec["tolerations"]}
	override, _, _ := unstructured.NestedMap(spec, "override", "statefulSet", "spec", "template", "spec")
	for key, value := range override {
		if key != "containers" && key != "initContainers" {
			pod[key] = value
		}
	}
	pod["containers"] = []any{container("rabbitmq", spec["resources"])}
	return set(o, spec["replicas"], labels, chosen, pod, []any{claim("persistence", map[string]any{
		"size": field(spec, "persistence", "storage"), "storageClass": field(spec, "persistence", "storageClassName"),
	})})
}

func field(from map[string]any, path ...string) any {
	value, _, _ := unstructured.NestedFieldNoCopy(from, path...)
	return value
}

func slice(value any) []any {
	items, _ := value.([]any)
	return items
}

func set(o *unstructured.Unstructured, replicas any, labels, chosen, pod map[string]any, claims []any) *unstructured.Unstructured {
	secure(pod)
	return own(o, "StatefulSet", map[string]any{
		"replicas": replicas, "serviceName": o.GetName(), "podManagementPolicy": "Parallel", "selector": map[string]any{"matchLabels": chosen},
		"template": map[string]any{"metadata": map[string]any{"labels": labels}, "spec": pod}, "volumeClaimTemplates": claims,
	})
}

// secure makes a pod one of the level restricted, without what is not said.
func secure(pod map[string]any) {
	pod["automountServiceAccountToken"] = false
	pod["securityContext"] = map[string]any{"runAsNonRoot": true, "runAsUser": int64(10001), "seccompProfile": map[string]any{"type": "RuntimeDefault"}}
	delete(pod, "serviceAccountName") // Its operator makes it.
	for key, value := range pod {
		if value == nil {
			delete(pod, key)
		}
	}
}

func container(name string, resources any) map[string]any {
	c := map[string]any{"name": name, "image": "standin.example.com/pod:1.0.0", "securityContext": map[string]any{
		"allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true, "capabilities": map[string]any{"drop": []any{"ALL"}},
	}}
	if resources != nil {
		c["resources"] = resources
	}
	return c
}

func claim(name string, storage any) map[string]any {
	s, _ := storage.(map[string]any)
	spec := map[string]any{"accessModes": []any{"ReadWriteOnce"}, "resources": map[string]any{"requests": map[string]any{"storage": s["size"]}}}
	if class := s["storageClass"]; class != nil {
		spec["storageClassName"] = class
	}
	return map[string]any{"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": map[string]any{"name": name}, "spec": spec}
}
