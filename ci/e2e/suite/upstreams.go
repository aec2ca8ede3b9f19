package suite

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/yaml"

	"github.com/sutazai/sutaz/ci/e2e/publisher"
)

// upstreams are the components that publishers deliver, as rendered in a directory. The labels of their pods are those
// that their policies choose.
func (r *run) upstreams(dir string) ([]publisher.Component, error) {
	var all []publisher.Component
	for _, application := range r.env.Applications {
		data, err := os.ReadFile(filepath.Join(r.overlay(dir), application.Component, "app.yaml"))
		if err != nil {
			return nil, err
		}
		c := publisher.Component{Name: application.Component, Namespace: application.Namespace, Pods: map[string]map[string]string{}}
		if err := yaml.Unmarshal(data, &c.App); err != nil {
			return nil, err
		}
		if c.App.Chart == nil && c.App.Manifests == nil {
			continue
		}
		for _, object := range r.env.Objects[application.Component] {
			if object.GetKind() == "NetworkPolicy" {
				labels, _, _ := unstructured.NestedStringMap(object.Object, "spec", "podSelector", "matchLabels")
				c.Pods[object.GetName()] = labels
			}
		}
		all = append(all, c)
	}
	return all, nil
}

func (r *run) overlay(dir string) string {
	return filepath.Join(dir, "rendered/overlays", r.env.Settings.Name)
}

// repoint replaces the addresses of publishers by those of their stand-ins, in what Argo CD reads.
func (r *run) repoint(dir string) error {
	files, errOverlays := filepath.Glob(filepath.Join(r.overlay(dir), "*/app.yaml"))
	projects, errProjects := filepath.Glob(filepath.Join(dir, "rendered/argocd", r.env.Settings.Name, "*.yaml"))
	if err := errors.Join(errOverlays, errProjects); err != nil {
		return err
	}
	for _, name := range append(files, projects...) {
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		next := data
		for old, replacement := range r.publishers {
			next = bytes.ReplaceAll(next, []byte(" "+old+"\n"), []byte(" "+replacement+"\n"))
		}
		if bytes.Equal(next, data) {
			continue
		}
		if err := os.WriteFile(name, next, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// secondSources looks at what Argo CD made of the second source of each Application: a chart has the values of its
// entry, and manifests in Git run the image of our choice, without what is left out.
func (r *run) secondSources(ctx context.Context, upstreams []publisher.Component) error {
	since := time.Now()
	var against []string
	charts, directories := 0, 0
	say := func(c publisher.Component, format string, args ...any) {
		against = append(against, c.Name+": "+fmt.Sprintf(format, args...))
	}
	for _, c := range upstreams {
		if c.App.Chart != nil {
			charts++
			shown, err := r.get(ctx, schema.GroupVersionKind{Version: "v1", Kind: "ConfigMap"}, c.Namespace, publisher.ValuesMap(c.Name))
			if err != nil {
				say(c, "%v", err)
				continue
			}
			data, _, _ := unstructured.NestedStringMap(shown.Object, "data")
			got := map[string]any{}
			if err := json.Unmarshal([]byte(data["values"]), &got); err != nil {
				say(c, "%v", err)
			}
			if !reflect.DeepEqual(got, plain(c.App.Chart.Values)) || data["release"] != c.Name {
				say(c, "the chart was given %s as release %s, want %v", data["values"], data["release"], c.App.Chart.Values)
			}
			continue
		}
		directories++
		for _, pods := range slices.Sorted(maps.Keys(c.Pods)) {
			deployment, err := r.get(ctx, schema.GroupVersionKind{Group: "apps", Version: "v1", Kind: "Deployment"}, c.Namespace, pods)
			if err != nil {
				say(c, "%v", err)
				continue
			}
			containers, _, _ := unstructured.NestedSlice(deployment.Object, "spec", "template", "spec", "containers")
			image, _ := containers[0].(map[string]any)["image"].(string)
			if _, want, _ := strings.Cut(c.App.Manifests.Kustomize.Images[0], "="); image != want {
				say(c, "runs %s, want %s", image, want)
			}
		}
		for _, patch := range c.App.Manifests.Kustomize.Patches {
			namespace, err := r.get(ctx, schema.GroupVersionKind{Version: "v1", Kind: patch.Target.Kind}, "", patch.Target.Name)
			if err == nil && !strings.Contains(namespace.GetAnnotations()["argocd.argoproj.io/tracking-id"], "namespace-"+patch.Target.Name) {
				say(c, "%s %s, which was to be left out, is there", patch.Target.Kind, patch.Target.Name)
			}
		}
	}
	r.check("publishers deliver beside us", fmt.Sprintf("%d charts, %d directories in Git, all stand-ins", charts, directories), since, against)
	return nil
}

// plain is a value as JSON knows it.
func plain(value map[string]any) map[string]any {
	data, err := json.Marshal(value)
	out := map[string]any{}
	if err == nil {
		err = json.Unmarshal(data, &out)
	}
	if err != nil {
		return nil
	}
	return out
}
