package model_test

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/sutazai/sutaz/ci/e2e/model"
)

// program writes a shell script that stands in for sutaz.
func program(t *testing.T, script string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "sutaz")
	if err := os.WriteFile(name, []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestPlus(t *testing.T) {
	t.Parallel()
	a := model.Amount{CPU: 1, Memory: 10, GPU: map[string]int64{"gpu": 1}}
	b := model.Amount{CPU: 2, Memory: 20, GPU: map[string]int64{"gpu": 1, "1g.10gb": 2}}
	if got, want := a.Plus(b, 3), (model.Amount{CPU: 7, Memory: 70, GPU: map[string]int64{"gpu": 4, "1g.10gb": 6}}); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if a.GPU["gpu"] != 1 || len(a.GPU) != 1 {
		t.Errorf("the first amount is now %v", a)
	}
	if got := (model.Amount{}).Plus(model.Amount{CPU: 1}, 2); got.CPU != 2 || got.GPU != nil {
		t.Errorf("got %v", got)
	}
}

// What is computed for a lost zone is another suite's matter.
func TestCapacity(t *testing.T) {
	t.Parallel()
	sutaz := program(t, `[ "$*" = "-C /root --format json capacity --env dev" ] || exit 9
echo '{"nodes":[{"nodes":"gpu","lostZone":"","allocatable":{"cpuMillicores":5,"memoryBytes":6,"gpu":{"gpu":7}},"maximum":{"cpuMillicores":1},"maximumFits":true},{"nodes":"gpu","lostZone":"a"}],"storage":[]}'`)
	rows, err := model.Capacity(t.Context(), sutaz, "/root", "dev")
	if err != nil {
		t.Fatal(err)
	}
	want := []model.CapacityRow{{
		Nodes: "gpu", Allocatable: model.Amount{CPU: 5, Memory: 6, GPU: map[string]int64{"gpu": 7}}, Maximum: model.Amount{CPU: 1}, MaximumFits: true,
	}}
	if !reflect.DeepEqual(rows, want) {
		t.Errorf("got %+v, want %+v", rows, want)
	}
}

func TestProgramFails(t *testing.T) {
	t.Parallel()
	for name, script := range map[string]string{"refuses": "exit 1", "says nothing": "true", "says nonsense": "echo '{'"} {
		if _, err := model.Names(t.Context(), program(t, script), "."); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// Load builds the overlay of each Application that the program names.
func TestLoad(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	dir := filepath.Join(root, "rendered/overlays/dev/one")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"kustomization.yaml": "resources: [a.yaml, b.yaml]\nnamespace: team\n",
		"a.yaml":             "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n",
		"b.yaml":             "apiVersion: v1\nkind: Service\nmetadata: {name: b}\nspec: {ports: [{port: 80}]}\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	sutaz := program(t, `case "$*" in
*" environment show dev") echo '{"name":"dev","zones":["a"],"argocd":{"repository":"https://example.com/r.git","revision":"main"}}' ;;
*" apps --env dev") echo '[{"name":"dev-one","component":"one","phase":"3"}]' ;;
*) exit 9 ;;
esac`)
	env, err := model.Load(t.Context(), sutaz, root, "dev")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, object := range env.Objects["one"] {
		got = append(got, object.GetNamespace()+" "+object.GetKind()+" "+object.GetName())
	}
	slices.Sort(got)
	if want := []string{"team ConfigMap a", "team Service b"}; !slices.Equal(got, want) {
		t.Errorf("objects %q, want %q", got, want)
	}
	if env.Settings.Name != "dev" || env.Settings.ArgoCD.Revision != "main" || len(env.Applications) != 1 || env.Applications[0].Phase != "3" {
		t.Errorf("got %+v, %+v", env.Settings, env.Applications)
	}
	if err := os.Remove(filepath.Join(dir, "a.yaml")); err != nil {
		t.Fatal(err)
	}
	if _, err := model.Load(t.Context(), sutaz, root, "dev"); err == nil || !strings.Contains(err.Error(), "dev-one") {
		t.Errorf("an overlay that does not build: %v, want an error that names the Application", err)
	}
}
