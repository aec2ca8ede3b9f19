package kustomize_test

import (
	"strings"
	"testing"

	"github.com/sutazai/sutaz/generators/kustomize"
	"github.com/sutazai/sutaz/generators/object"
)

// A place is found in the file that a person would look into, on the line that says it.
func TestLocate(t *testing.T) {
	t.Parallel()
	first := annotate(deployment("x/a", "a:1"), "k", "1")
	second := change(annotate(deployment("x/a", "a:2"), "k", "2"), func(o m) { o["spec"].(m)["paused"] = true })
	all := environments(
		objects(first, configMap("x/b", m{"a/b": "1"})),
		objects(second, configMap("x/b", m{"a/b": "1"}), configMap("x/own", m{"z": "1"})))
	files := encode(t, all)
	locator := kustomize.NewLocator(kustomize.NewBuilder(files))
	a := object.Key{Group: "apps", Kind: "Deployment", Namespace: "x", Name: "a"}
	b := object.Key{Kind: "ConfigMap", Namespace: "x", Name: "b"}
	own := object.Key{Kind: "ConfigMap", Namespace: "x", Name: "own"}
	for name, test := range map[string]struct {
		environment string
		key         object.Key
		pointer     string
		file, text  string
	}{
		"in the base":               {"first", a, "/spec/template/spec/containers/0/image", "base/app/deployment-a.yaml", "image: a:1"},
		"an image of the overlay":   {"second", a, "/spec/template/spec/containers/0/image", "overlays/second/app/kustomization.yaml", "name: a"},
		"a patch of the overlay":    {"second", a, "/metadata/annotations/k", "overlays/second/app/kustomization.yaml", "path: /metadata/annotations/k"},
		"what a patch adds":         {"second", a, "/spec/paused", "overlays/second/app/kustomization.yaml", "path: /spec/paused"},
		"beside a patch":            {"second", a, "/spec/template/spec/containers/0/name", "base/app/deployment-a.yaml", "name: "},
		"only in one environment":   {"second", own, "/data/z", "overlays/second/app/configmap-own.yaml", "z: "},
		"an escaped name":           {"first", b, "/data/a~1b", "base/app/configmap-b.yaml", "a/b: "},
		"a field that is not there": {"first", b, "/data/c/d", "base/app/configmap-b.yaml", "data:"},
		"the object":                {"first", b, "", "base/app/configmap-b.yaml", "apiVersion: v1"},
		"an object of another":      {"first", own, "/data/z", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file, line := locator.Find(kustomize.OverlayDir(test.environment, "app"), test.key, test.pointer)
			if file != test.file {
				t.Fatalf("found in %q:%d, want %q", file, line, test.file)
			}
			if file == "" {
				return
			}
			lines := strings.Split(string(files[file]), "\n")
			if line < 1 || line > len(lines) || !strings.Contains(lines[line-1], test.text) {
				t.Errorf("line %d of %s, want the one with %q:\n%s", line, file, test.text, files[file])
			}
		})
	}
}
