// Package model is what this repository says of an environment: its settings and Applications, as the sutaz command
// prints them, and its objects, as stock kustomize builds them.
package model

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
)

// Resources are amounts of compute, as Kubernetes quantities.
type Resources struct {
	CPU    string `json:"cpu"`
	Memory string `json:"memory"`
}

// Pool is a group of equal machines.
type Pool struct {
	Role         string           `json:"role"`
	CapacityType string           `json:"capacityType"`
	Nodes        map[string]int64 `json:"nodes"`
	Size         Resources        `json:"size"`
	GPU          *struct {
		Product string           `json:"product"`
		Whole   int64            `json:"whole"`
		Slices  map[string]int64 `json:"slices"`
	} `json:"gpu"`
	Taints map[string]string `json:"taints"`
}

// Settings are the part of an environment that a cluster is made of.
type Settings struct {
	Name           string               `json:"name"`
	Region         string               `json:"region"`
	Zones          []string             `json:"zones"`
	NodePools      map[string]Pool      `json:"nodePools"`
	Daemons        map[string]Resources `json:"daemons"`
	StorageClasses map[string]string    `json:"storageClasses"`
	// Storage says what the storage classes are; they are rendered where it is there.
	Storage     map[string]any `json:"storage"`
	SecretStore string         `json:"secretStore"`
	Phases      map[string]struct {
		Sync string `json:"sync"`
	} `json:"phases"`
	ArgoCD struct {
		Repository string `json:"repository"`
		Revision   string `json:"revision"`
	} `json:"argocd"`
}

// Application is what an ApplicationSet is said to make.
type Application struct {
	Name      string `json:"name"`
	Component string `json:"component"`
	Phase     string `json:"phase"`
	Wave      string `json:"wave"`
	Step      string `json:"step"`
	Namespace string `json:"namespace"`
}

// Environment is all of it, with the objects by component.
type Environment struct {
	Settings     Settings
	Applications []Application
	Objects      map[string][]*unstructured.Unstructured
}

// Load asks the program about an environment of the repository, and builds its overlays.
func Load(ctx context.Context, sutaz, root, name string) (*Environment, error) {
	e := &Environment{Objects: map[string][]*unstructured.Unstructured{}}
	if err := ask(ctx, sutaz, root, &e.Settings, "environment", "show", name); err != nil {
		return nil, err
	}
	if err := ask(ctx, sutaz, root, &e.Applications, "apps", "--env", name); err != nil {
		return nil, err
	}
	for _, application := range e.Applications {
		objects, err := Build(filepath.Join(root, "rendered/overlays", name, application.Component))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", application.Name, err)
		}
		e.Objects[application.Component] = objects
	}
	return e, nil
}

// Names are the environments of the repository.
func Names(ctx context.Context, sutaz, root string) ([]string, error) {
	var rows []struct {
		Name string `json:"name"`
	}
	if err := ask(ctx, sutaz, root, &rows, "environment", "list"); err != nil {
		return nil, err
	}
	names := make([]string, len(rows))
	for i, row := range rows {
		names[i] = row.Name
	}
	return names, nil
}

// Agents are the names of the agents that run in an environment.
func Agents(ctx context.Context, sutaz, root, name string) ([]string, error) {
	var rows []struct {
		Name string `json:"name"`
	}
	if err := ask(ctx, sutaz, root, &rows, "agent", "list", "--env", name); err != nil {
		return nil, err
	}
	names := make([]string, len(rows))
	for i, row := range rows {
		names[i] = row.Name
	}
	return names, nil
}

// Amount is compute: millicores, bytes, and accelerators by kind.
type Amount struct {
	CPU    int64            `json:"cpuMillicores"`
	Memory int64            `json:"memoryBytes"`
	GPU    map[string]int64 `json:"gpu"`
}

// Plus is the sum with so many times another amount.
func (a Amount) Plus(b Amount, times int64) Amount {
	sum := Amount{CPU: a.CPU + times*b.CPU, Memory: a.Memory + times*b.Memory, GPU: maps.Clone(a.GPU)}
	for kind, n := range b.GPU {
		if sum.GPU == nil {
			sum.GPU = map[string]int64{}
		}
		sum.GPU[kind] += times * n
	}
	return sum
}

// CapacityRow is what was computed for one kind of node.
type CapacityRow struct {
	Nodes       string `json:"nodes"`
	Lost        string `json:"lostZone"`
	Allocatable Amount `json:"allocatable"`
	Maximum     Amount `json:"maximum"`
	MaximumFits bool   `json:"maximumFits"`
}

// Capacity is what the program computes for an environment that has all its zones.
func Capacity(ctx context.Context, sutaz, root, name string) ([]CapacityRow, error) {
	var report struct {
		Nodes []CapacityRow `json:"nodes"`
	}
	if err := ask(ctx, sutaz, root, &report, "capacity", "--env", name); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(report.Nodes, func(r CapacityRow) bool { return r.Lost != "" }), nil
}

func ask(ctx context.Context, sutaz, root string, answer any, args ...string) error {
	cmd := exec.CommandContext(ctx, sutaz, append([]string{"-C", root, "--format", "json"}, args...)...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("sutaz %s: %w", args[0], err)
	}
	return json.Unmarshal(out, answer)
}

// Build builds a kustomization directory.
func Build(dir string) ([]*unstructured.Unstructured, error) {
	built, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(filesys.MakeFsOnDisk(), dir)
	if err != nil {
		return nil, err
	}
	var objects []*unstructured.Unstructured
	for _, resource := range built.Resources() {
		data, err := resource.MarshalJSON()
		if err != nil {
			return nil, err
		}
		object := &unstructured.Unstructured{}
		if err := object.UnmarshalJSON(data); err != nil {
			return nil, err
		}
		objects = append(objects, object)
	}
	return objects, nil
}
