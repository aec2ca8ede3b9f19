package repository

import (
	"bytes"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sutazai/sutaz/ci/internal/checkout"
	"github.com/sutazai/sutaz/generators"
	"github.com/sutazai/sutaz/generators/kustomize"
	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/generators/runbook"
)

// generated is what the pinned cue writes from the definitions.
const generated = "schema/cue_types_gen.go"

func TestTypesAreCurrent(t *testing.T) {
	dir, copied := root(t), t.TempDir()
	cue, err := checkout.Tool(dir, "cue")
	if err != nil {
		t.Fatal(err)
	}
	definitions := slices.DeleteFunc(checkout.Below(files(t), "schema", "cue.mod"), func(name string) bool {
		return path.Ext(name) != ".cue"
	})
	if err := checkout.Copy(dir, copied, definitions); err != nil {
		t.Fatal(err)
	}
	if _, err := checkout.Run(filepath.Join(copied, "schema"), nil, cue, "exp", "gengotypes", "."); err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile(filepath.Join(copied, generated))
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(dir, generated))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not what schema/*.cue says; run make generate and commit the result", generated)
	}
}

// TestRenderedHasOwners wants every directory of rendered/ to belong to a component that a generator makes, or to the
// delivery of an environment, and nothing beside them. What the files hold is for make check.
func TestRenderedHasOwners(t *testing.T) {
	environments, err := platform.Load(os.DirFS(root(t)))
	if err != nil {
		t.Fatal(err)
	}
	components, err := generators.Components(environments)
	if err != nil {
		t.Fatal(err)
	}
	owned := map[string]bool{} // False for what need not be there: a base without common objects.
	for _, environment := range components {
		owned[path.Join("argocd", environment.Name)] = true
		owned[path.Join(runbook.Dir, environment.Name)] = true
		for _, component := range environment.Components {
			owned[kustomize.OverlayDir(environment.Name, component.Name)] = true
			owned[kustomize.BaseDir(component.Name)] = false
		}
	}
	for _, complaint := range owners(owned, files(t)) {
		t.Error(complaint)
	}
}

// owners says which files of rendered/ lie in no directory of owned, and which directories that must be there are not.
func owners(owned map[string]bool, files []string) (complaints []string) {
	found := map[string]bool{}
	for _, name := range files {
		name, inside := strings.CutPrefix(name, "rendered/")
		if !inside {
			continue
		}
		found[path.Dir(name)] = true
		if _, known := owned[path.Dir(name)]; !known {
			complaints = append(complaints, "rendered/"+name+" belongs to no generator")
		}
	}
	for _, dir := range slices.Sorted(maps.Keys(owned)) {
		if owned[dir] && !found[dir] {
			complaints = append(complaints, "rendered/"+dir+" is missing; run make render")
		}
	}
	return complaints
}

func TestOwners(t *testing.T) {
	owned := map[string]bool{"base/a": false, "overlays/dev/a": true, "argocd/dev": true}
	for _, test := range []struct {
		files []string
		want  int
	}{
		{[]string{"rendered/overlays/dev/a/app.yaml", "rendered/argocd/dev/root.yaml"}, 0},
		{[]string{"rendered/overlays/dev/a/app.yaml", "rendered/argocd/dev/root.yaml", "rendered/base/a/x.yaml", "go.mod"}, 0},
		{[]string{"rendered/overlays/dev/a/app.yaml"}, 1},
		{[]string{"rendered/overlays/dev/a/app.yaml", "rendered/argocd/dev/root.yaml", "rendered/README.md"}, 1},
		{[]string{"rendered/overlays/dev/a/app.yaml", "rendered/argocd/dev/deep/er.yaml", "rendered/base/b/x.yaml"}, 3},
	} {
		if got := owners(owned, test.files); len(got) != test.want {
			t.Errorf("%q: %d complaints, want %d: %q", test.files, len(got), test.want, got)
		}
	}
}
