package suite

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/sutazai/sutaz/ci/e2e/argocd"
	"github.com/sutazai/sutaz/ci/e2e/modules"
	"github.com/sutazai/sutaz/ci/e2e/report"
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
	if len(r.unknown) > 0 {
		r.add(report.Check{Name: "every kind has a schema", Status: report.NotProven, Details: r.unknown,
			Figure: fmt.Sprintf("%d kinds stand in by their names, for want of their definitions; make crds fetches them", len(r.unknown))})
	} else {
		r.check("every kind has a schema", "all definitions are those of their publishers", since, nil)
	}
	return r.planted(ctx)
}

// planted shows the API server broken objects and sound ones, and asks `sutaz policy check` of the same: what one refuses,
// the other refuses.
func (r *run) planted(ctx context.Context) error {
	since := time.Now()
	var against []string
	counts := map[string]int{}
	for _, dir := range []string{"refused", "accepted"} {
		path := filepath.Join(r.Root, "policies/schemas/testdata", dir)
		names, err := filepath.Glob(filepath.Join(path, "*.yaml"))
		if err != nil {
			return err
		}
		found, err := r.validity(ctx, path)
		if err != nil {
			return err
		}
		for _, name := range names {
			objects, err := modules.Objects(name)
			if err != nil || len(objects) != 1 {
				return fmt.Errorf("%s: want one object, got %d: %w", name, len(objects), err)
			}
			base := filepath.Base(name)
			said := r.c.Try(ctx, objects[0])
			if refused := dir == "refused"; (said != nil) != refused || found[base] != refused {
				against = append(against, fmt.Sprintf("%s/%s: the API server says %v; sutaz refuses it: %t", dir, base, said, found[base]))
			}
			counts[dir]++
		}
	}
	if counts["refused"] == 0 || counts["accepted"] == 0 {
		against = append(against, "there is nothing to compare")
	}
	detail := fmt.Sprintf("%d refused, %d accepted by both", counts["refused"], counts["accepted"])
	r.check("sutaz refuses what the API server refuses", detail, since, against)
	return nil
}

// validity are the files of a directory in which sutaz finds what is not valid.
func (r *run) validity(ctx context.Context, dir string) (map[string]bool, error) {
	command := exec.CommandContext(ctx, r.Programs.Sutaz, "policy", "check", "--group", "validity", "--no-cache", "--format", "json", dir)
	out, err := command.Output()
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 1) {
		return nil, fmt.Errorf("sutaz policy check %s: %w", dir, err)
	}
	var report struct{ Findings []struct{ File string } }
	if err := json.Unmarshal(out, &report); err != nil {
		return nil, err
	}
	found := map[string]bool{}
	for _, finding := range report.Findings {
		found[filepath.Base(finding.File)] = true
	}
	return found, nil
}

// deliveryObjects are Argo CD's own objects of the environment, as rendered in the directory root.
func (r *run) deliveryObjects(root string) ([]*unstructured.Unstructured, error) {
	return modules.Objects(filepath.Join(root, "rendered/argocd", r.env.Settings.Name))
}

// name is how a person speaks of an object.
func name(object *unstructured.Unstructured) string {
	return strings.TrimPrefix(object.GetNamespace()+"/", "/") + object.GetKind() + "/" + object.GetName()
}
