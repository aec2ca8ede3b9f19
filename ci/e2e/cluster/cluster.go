// Package cluster talks to the API server: it applies objects, and says what the server said.
package cluster

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/discovery/cached/memory"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/restmapper"
	"k8s.io/client-go/tools/clientcmd"
)

// manager is the name under which fields are owned.
const manager = "sutaz-e2e"

// Cluster is a connection as administrator.
type Cluster struct {
	// Kubernetes and Dynamic are clients for known kinds and for all.
	Kubernetes kubernetes.Interface
	Dynamic    dynamic.Interface
	mapper     *restmapper.DeferredDiscoveryRESTMapper
}

// Connect connects as the kubeconfig says.
func Connect(kubeconfig string) (*Cluster, error) {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return nil, err
	}
	config.QPS, config.Burst = 500, 1000
	config.WarningHandlerWithContext = warnings{}
	c := &Cluster{}
	if c.Kubernetes, err = kubernetes.NewForConfig(config); err != nil {
		return nil, err
	}
	if c.Dynamic, err = dynamic.NewForConfig(config); err != nil {
		return nil, err
	}
	c.mapper = restmapper.NewDeferredDiscoveryRESTMapper(memory.NewMemCacheClient(c.Kubernetes.Discovery()))
	return c, nil
}

// warnings gives each warning of the server to the call that caused it.
type warnings struct{}

type collectorKey struct{}

type collector struct {
	mu   sync.Mutex
	said []string
}

func (warnings) HandleWarningHeaderWithContext(ctx context.Context, _ int, _ string, text string) {
	if c, ok := ctx.Value(collectorKey{}).(*collector); ok {
		c.mu.Lock()
		defer c.mu.Unlock()
		if !slices.Contains(c.said, text) {
			c.said = append(c.said, text)
		}
	}
}

// Resource is the client for the objects of a kind, in the namespace where the kind has namespaces.
func (c *Cluster) Resource(kind schema.GroupVersionKind, namespace string) (dynamic.ResourceInterface, error) {
	mapping, err := c.mapper.RESTMapping(kind.GroupKind(), kind.Version)
	if meta.IsNoMatchError(err) {
		c.mapper.Reset() // A definition may have come since the last look.
		mapping, err = c.mapper.RESTMapping(kind.GroupKind(), kind.Version)
	}
	if err != nil {
		return nil, err
	}
	if mapping.Scope.Name() == meta.RESTScopeNameNamespace {
		return c.Dynamic.Resource(mapping.Resource).Namespace(namespace), nil
	}
	return c.Dynamic.Resource(mapping.Resource), nil
}

// Result is what the server said to one object.
type Result struct {
	Object   *unstructured.Unstructured
	Warnings []string
	// Err is the refusal, or nil.
	Err error
}

// Apply applies one object as server-side apply with strict validation: an unknown or doubled field is an error.
func (c *Cluster) Apply(ctx context.Context, object *unstructured.Unstructured) Result {
	said := &collector{}
	ctx = context.WithValue(ctx, collectorKey{}, said)
	result := Result{Object: object}
	resource, err := c.Resource(object.GroupVersionKind(), object.GetNamespace())
	if err != nil {
		result.Err = err
		return result
	}
	data, err := json.Marshal(object)
	if err != nil {
		result.Err = err
		return result
	}
	force := true
	_, result.Err = resource.Patch(ctx, object.GetName(), types.ApplyPatchType, data, metav1.PatchOptions{
		FieldManager: manager, Force: &force, FieldValidation: metav1.FieldValidationStrict,
	})
	result.Warnings = said.said
	return result
}

// Try asks whether an object would be created, with strict validation, and creates nothing.
func (c *Cluster) Try(ctx context.Context, object *unstructured.Unstructured) error {
	resource, err := c.Resource(object.GroupVersionKind(), object.GetNamespace())
	if err != nil {
		return err
	}
	_, err = resource.Create(ctx, object, metav1.CreateOptions{
		DryRun: []string{metav1.DryRunAll}, FieldManager: manager, FieldValidation: metav1.FieldValidationStrict,
	})
	return err
}

// parallel is how many objects are applied at once.
const parallel = 16

// ApplyAll applies objects at once and returns the results in their order.
func (c *Cluster) ApplyAll(ctx context.Context, objects []*unstructured.Unstructured) []Result {
	results := make([]Result, len(objects))
	var wait sync.WaitGroup
	slots := make(chan struct{}, parallel)
	for i, object := range objects {
		wait.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			results[i] = c.Apply(ctx, object)
		})
	}
	wait.Wait()
	return results
}

// MustApply applies objects that must be accepted; warnings are ignored.
func (c *Cluster) MustApply(ctx context.Context, objects []*unstructured.Unstructured) error {
	var failed []error
	for _, result := range c.ApplyAll(ctx, objects) {
		if result.Err != nil {
			failed = append(failed, fmt.Errorf("%s %s: %w", result.Object.GetKind(), result.Object.GetName(), result.Err))
		}
	}
	return errors.Join(failed...)
}

// Established waits until every definition among objects is served.
func (c *Cluster) Established(ctx context.Context, objects []*unstructured.Unstructured) error {
	for _, object := range objects {
		if object.GetKind() != "CustomResourceDefinition" {
			continue
		}
		for {
			resource, err := c.Resource(object.GroupVersionKind(), "")
			if err != nil {
				return err
			}
			got, err := resource.Get(ctx, object.GetName(), metav1.GetOptions{})
			if err == nil && Condition(got, "Established") == "True" {
				break
			}
			select {
			case <-ctx.Done():
				return fmt.Errorf("%s is not served: %w", object.GetName(), ctx.Err())
			case <-time.After(100 * time.Millisecond):
			}
		}
	}
	return nil
}

// Condition is the status of a condition of an object: True, False, Unknown, or "".
func Condition(object *unstructured.Unstructured, kind string) string {
	conditions, _, _ := unstructured.NestedSlice(object.Object, "status", "conditions")
	for _, item := range conditions {
		if condition, ok := item.(map[string]any); ok && condition["type"] == kind {
			status, _ := condition["status"].(string)
			return status
		}
	}
	return ""
}
