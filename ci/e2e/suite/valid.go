package suite

import (
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/sutazai/sutaz/ci/e2e/argocd"
	"github.com/sutazai/sutaz/ci/e2e/modules"
)

// valid applies every rendered object to the API server, strictly. A warning is a failure too: what we render must not
// be about to stop working.
func (r *run) valid(ctx context.Context) error {
	r.suite = "valid"
	since := time.Now()
	module, err := modules.Dir(ctx, r.Here, "github.com/argoproj/argo-cd/v3")
	if err != nil {
		return err
	}
	if err := argocd.Install(ctx, r.c, module); err != nil {
		return err
	}
	delivery, err := r.deliveryObjects(r.Root)
	if err != nil {
		return err
	}
	var first, rest []*unstructured.Unstructured
	for _, component := range slices.Sorted(maps.Keys(r.env.Objects)) {
		for _, object := range r.env.Objects[component] {
			if object.GetNamespace() == "" {
				first = append(first, object)
			} else {
				rest = append(rest, object)
			}
		}
	}
	rest = append(rest, delivery...)
	var refused, warned []string
	missing := map[string]int{}
	accepted := 0
	// What other objects need comes first, as in the waves of Argo CD.
	for _, objects := range [][]*unstructured.Unstructured{first, rest} {
		for _, result := range r.c.ApplyAll(ctx, objects) {
			name := name(result.Object)
			for _, warning := range result.Warnings {
				warned = append(warned, name+": "+warning)
			}
			switch {
			case meta.IsNoMatchError(result.Err):
				missing[result.Object.GroupVersionKind().String()]++
			case result.Err != nil:
				refused = append(refused, name+": "+result.Err.Error())
			default:
				accepted++
			}
		}
	}
	r.check("accepted by server-side apply, strict", fmt.Sprintf("%d of %d objects", accepted, len(first)+len(rest)), since, refused)
	r.check("no warning", fmt.Sprintf("%d warnings", len(warned)), since, warned)
	var undefined []string
	for _, kind := range slices.Sorted(maps.Keys(missing)) {
		undefined = append(undefined, fmt.Sprintf("%s: %d objects", kind, missing[kind]))
	}
	r.check("every kind is defined", fmt.Sprintf("%d kinds without a definition", len(undefined)), since, undefined)
	return nil
}

// deliveryObjects are Argo CD's own objects of the environment, as rendered in the directory root.
func (r *run) deliveryObjects(root string) ([]*unstructured.Unstructured, error) {
	return modules.Objects(filepath.Join(root, "rendered/argocd", r.env.Settings.Name))
}

// name is how a person speaks of an object.
func name(object *unstructured.Unstructured) string {
	return strings.TrimPrefix(object.GetNamespace()+"/", "/") + object.GetKind() + "/" + object.GetName()
}
