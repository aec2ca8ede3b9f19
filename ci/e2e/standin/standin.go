// Package standin makes what the cluster of a run lacks: machines, storage, the definitions of custom resources, and
// what their operators would do. A report must count what rests on it apart.
package standin

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/sutazai/sutaz/ci/e2e/cluster"
	"github.com/sutazai/sutaz/ci/e2e/model"
	"github.com/sutazai/sutaz/ci/e2e/modules"
)

// source is a Go module that carries definitions of custom resources.
type source struct {
	module, sum, path string
	// kinds are the definitions that are taken, by the names of their resources; none means all.
	kinds []string
}

// sources are where definitions come from. A version is that of the operator which will run; its checksum is in the
// database of Go modules.
var sources = []source{
	{module: "github.com/argoproj/argo-rollouts@v1.10.1", sum: "h1:6oyVPGiHHxu3ixkT6mngemh88HLPDoTX1IwO6KNR1Y4=", path: "manifests/crds"},
	{module: "github.com/external-secrets/external-secrets@v1.3.2", sum: "h1:u2J8RjlHIeF0oZCqtl92adI/uZWUwOesJIDkfql6LqQ=", path: "config/crds/bases",
		kinds: []string{"externalsecrets", "clustersecretstores", "secretstores"}},
	{module: "github.com/kedacore/keda/v2@v2.21.0", sum: "h1:R6z2HZvstK4RLUMxroNACzBj74xGxt3kG59b5Xc+Xps=", path: "config/crd/bases"},
	{module: "github.com/kubernetes-csi/external-snapshotter/client/v8@v8.7.0", sum: "h1:HVaSUeRRHPu49aSiL8eXOjS9Re9G6pM0NzdTGI7mM14=",
		path: "config/crd", kinds: []string{"volumesnapshotclasses"}},
	{module: "github.com/prometheus-operator/prometheus-operator@v0.85.0", sum: "h1:M5xLCLEoaW2IJfnuCwFzzpL+jSVQu3KGT84Pye+fW8s=",
		path: "example/prometheus-operator-crd", kinds: []string{"servicemonitors", "podmonitors", "prometheusrules"}},
	{module: "github.com/vmware-tanzu/velero@v1.18.3", sum: "h1:9uwN5yxTWQl9PsF5ljX4xiG+7VIq3I9mxOQ0DyyZ31A=", path: "config/crd/v1/bases",
		kinds: []string{"backupstoragelocations", "schedules"}},
	{module: "k8s.io/autoscaler/vertical-pod-autoscaler@v1.8.1", sum: "h1:Pe8bV1wozN4gOKO1rleiIY5alIyAXN+DnXDbXQcL4fI=", path: "deploy/vpa-v1-crd-gen.yaml"},
}

// Definitions are the definitions of all custom resources that this repository renders. They run from here, the
// directory of the module, which decides the proxy and the checksum database.
func Definitions(ctx context.Context, here string) ([]*unstructured.Unstructured, error) {
	var all []*unstructured.Unstructured
	for _, s := range sources {
		dir, err := modules.Fetch(ctx, here, s.module, s.sum)
		if err != nil {
			return nil, err
		}
		objects, err := modules.Objects(filepath.Join(dir, s.path))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.module, err)
		}
		for _, object := range objects {
			plural, _, _ := strings.Cut(object.GetName(), ".")
			if object.GetKind() == "CustomResourceDefinition" && (len(s.kinds) == 0 || slices.Contains(s.kinds, plural)) {
				all = append(all, object)
			}
		}
	}
	return all, nil
}

// Nodes are the machines of the node pools, with the labels that a provider, the GPU operator and the cluster's own
// configuration give them. What the kubelet and the system keep is off the allocatable amounts, as the model says.
func Nodes(settings model.Settings) ([]*unstructured.Unstructured, error) {
	var nodes []*unstructured.Unstructured
	for _, pool := range slices.Sorted(maps.Keys(settings.NodePools)) {
		p := settings.NodePools[pool]
		capacity, allocatable, err := amounts(p, settings.Daemons)
		if err != nil {
			return nil, fmt.Errorf("node pool %s: %w", pool, err)
		}
		for _, zone := range slices.Sorted(maps.Keys(p.Nodes)) {
			for i := range p.Nodes[zone] {
				name := fmt.Sprintf("%s-%s-%d", pool, zone, i)
				var taints []any
				for _, key := range slices.Sorted(maps.Keys(p.Taints)) {
					taints = append(taints, map[string]any{"key": key, "value": p.Taints[key], "effect": "NoSchedule"})
				}
				node := &unstructured.Unstructured{Object: map[string]any{
					"apiVersion": "v1", "kind": "Node",
					"spec":   map[string]any{"taints": taints},
					"status": map[string]any{"capacity": capacity, "allocatable": allocatable},
				}}
				node.SetName(name)
				node.SetAnnotations(map[string]string{"kwok.x-k8s.io/node": "fake", "node.alpha.kubernetes.io/ttl": "0"})
				node.SetLabels(map[string]string{
					"kubernetes.io/hostname": name, "kubernetes.io/os": "linux", "kubernetes.io/arch": "amd64",
					"topology.kubernetes.io/region": settings.Region, "topology.kubernetes.io/zone": zone,
					"sutaz.ai/role": p.Role, "sutaz.ai/capacity": p.CapacityType, "sutaz.ai/pool": pool,
				})
				nodes = append(nodes, node)
			}
		}
	}
	return nodes, nil
}

// maxPods is the kubelet's own limit.
const maxPods = 110

func amounts(p model.Pool, daemons map[string]model.Resources) (capacity, allocatable map[string]any, err error) {
	cpu, err := resource.ParseQuantity(p.Size.CPU)
	if err != nil {
		return nil, nil, err
	}
	memory, err := resource.ParseQuantity(p.Size.Memory)
	if err != nil {
		return nil, nil, err
	}
	capacity = map[string]any{"cpu": cpu.String(), "memory": memory.String(), "pods": strconv.Itoa(maxPods), "ephemeral-storage": "500Gi"}
	reserved := resource.MustParse("8Gi")
	if small := resource.MustParse("64G"); memory.Cmp(small) <= 0 {
		reserved = resource.MustParse("4Gi")
	}
	cpu.Sub(resource.MustParse("1"))
	memory.Sub(reserved)
	for _, daemon := range daemons {
		c, errCPU := resource.ParseQuantity(daemon.CPU)
		m, errMemory := resource.ParseQuantity(daemon.Memory)
		if err := errors.Join(errCPU, errMemory); err != nil {
			return nil, nil, err
		}
		cpu.Sub(c)
		memory.Sub(m)
	}
	allocatable = map[string]any{"cpu": cpu.String(), "memory": memory.String(), "pods": strconv.Itoa(maxPods), "ephemeral-storage": "500Gi"}
	if p.GPU != nil {
		for _, list := range []map[string]any{capacity, allocatable} {
			if p.GPU.Whole > 0 {
				list["nvidia.com/gpu"] = strconv.FormatInt(p.GPU.Whole, 10)
			}
			for profile, n := range p.GPU.Slices {
				list["nvidia.com/mig-"+profile] = strconv.FormatInt(n, 10)
			}
		}
	}
	return capacity, allocatable, nil
}

// StorageClasses are the classes that claims name and that nobody renders; kwok provisions the volumes of all.
func StorageClasses(settings model.Settings, rendered []*unstructured.Unstructured) []*unstructured.Unstructured {
	var classes []*unstructured.Unstructured
	for _, kind := range slices.Sorted(maps.Keys(settings.StorageClasses)) {
		if slices.ContainsFunc(rendered, func(o *unstructured.Unstructured) bool {
			return o.GetKind() == "StorageClass" && o.GetName() == settings.StorageClasses[kind]
		}) {
			continue
		}
		class := &unstructured.Unstructured{Object: map[string]any{
			"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "provisioner": "csi.kwok.local",
			"reclaimPolicy": "Delete", "volumeBindingMode": "WaitForFirstConsumer",
		}}
		class.SetName(settings.StorageClasses[kind])
		classes = append(classes, class)
	}
	return classes
}

//go:embed stages.yaml
var stages []byte

// Stages are what kwok does in the place of operators, for the kinds that are rendered.
func Stages(rendered []*unstructured.Unstructured) ([]*unstructured.Unstructured, error) {
	all, err := modules.Decode(stages)
	if err != nil {
		return nil, err
	}
	kinds := map[string]bool{}
	for _, object := range rendered {
		kinds[object.GetAPIVersion()+" "+object.GetKind()] = true
	}
	return slices.DeleteFunc(append(all, conditions()...), func(stage *unstructured.Unstructured) bool {
		group, _, _ := unstructured.NestedString(stage.Object, "spec", "resourceRef", "apiGroup")
		kind, _, _ := unstructured.NestedString(stage.Object, "spec", "resourceRef", "kind")
		// What others make of rendered objects is not rendered itself.
		return kind != "PersistentVolumeClaim" && kind != "HorizontalPodAutoscaler" && !kinds[group+" "+kind]
	}), nil
}

// Workloads are what stands in for the pods of controllers that do not run: of Rollouts, as many as the autoscaler's minimum
// or the Rollout itself says, and of databases and brokers.
func Workloads(objects []*unstructured.Unstructured) []*unstructured.Unstructured {
	minimum := Minimums(objects)
	var workloads []*unstructured.Unstructured
	for _, object := range objects {
		if workload := operated(object.DeepCopy(), objects); workload != nil {
			workloads = append(workloads, workload)
		}
		if object.GetKind() != "Rollout" {
			continue
		}
		template, _, _ := unstructured.NestedMap(object.Object, "spec", "template")
		_ = unstructured.SetNestedField(template, "standin", "metadata", "labels", "rollouts-pod-template-hash")
		selector, _, _ := unstructured.NestedMap(object.Object, "spec", "selector")
		replicas, fixed, _ := unstructured.NestedInt64(object.Object, "spec", "replicas")
		if !fixed {
			replicas = minimum[Target{object.GetNamespace(), "Rollout", object.GetName()}]
		}
		workloads = append(workloads, own(object, "Deployment", map[string]any{"replicas": replicas, "selector": selector, "template": template}))
	}
	return workloads
}

// Name is that of the workload that stands in for what the controller of an object would make.
func Name(owner string) string { return owner + "-standin" }

// Target is a workload that an autoscaler scales.
type Target struct{ Namespace, Kind, Name string }

// Minimums are the replicas that autoscalers keep at least, by target.
func Minimums(objects []*unstructured.Unstructured) map[Target]int64 {
	return bounds(objects, "minReplicas", "minReplicaCount")
}

// Maximums are the replicas that autoscalers keep at most, by target.
func Maximums(objects []*unstructured.Unstructured) map[Target]int64 {
	return bounds(objects, "maxReplicas", "maxReplicaCount")
}

func bounds(objects []*unstructured.Unstructured, hpa, scaledObject string) map[Target]int64 {
	all := map[Target]int64{}
	for _, object := range objects {
		field := map[string]string{"HorizontalPodAutoscaler": hpa, "ScaledObject": scaledObject}[object.GetKind()]
		if field == "" {
			continue
		}
		replicas, _, _ := unstructured.NestedInt64(object.Object, "spec", field)
		kind, _, _ := unstructured.NestedString(object.Object, "spec", "scaleTargetRef", "kind")
		name, _, _ := unstructured.NestedString(object.Object, "spec", "scaleTargetRef", "name")
		if kind == "" {
			kind = "Deployment"
		}
		all[Target{object.GetNamespace(), kind, name}] = replicas
	}
	return all
}

// Apply installs what a cluster of the environment needs before anything is delivered to it: the definitions of what is
// rendered, from Go modules, from the directory crds where one is given, and last from their names alone. It returns the
// kinds whose definition is but a name.
func Apply(ctx context.Context, c *cluster.Cluster, here, crds string, settings model.Settings, rendered []*unstructured.Unstructured) ([]string, error) {
	definitions, err := Definitions(ctx, here)
	if err != nil {
		return nil, err
	}
	if crds != "" {
		more, err := modules.Objects(crds)
		if err != nil {
			return nil, err
		}
		definitions = append(definitions, undefined(more, definitions, rendered)...)
	}
	unknown := Unknown(definitions, rendered)
	var kinds []string
	for _, definition := range unknown {
		kind, _, _ := unstructured.NestedString(definition.Object, "spec", "names", "kind")
		group, _, _ := unstructured.NestedString(definition.Object, "spec", "group")
		kinds = append(kinds, kind+"."+group)
	}
	definitions = append(definitions, unknown...)
	return kinds, apply(ctx, c, definitions, settings, rendered)
}

func apply(ctx context.Context, c *cluster.Cluster, definitions []*unstructured.Unstructured, settings model.Settings, rendered []*unstructured.Unstructured) error {
	nodes, err := Nodes(settings)
	if err != nil {
		return err
	}
	if err := errors.Join(c.MustApply(ctx, definitions), c.Established(ctx, definitions)); err != nil {
		return err
	}
	return c.MustApply(ctx, slices.Concat(nodes, StorageClasses(settings, rendered)))
}
