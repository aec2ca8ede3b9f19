package repository

import (
	"encoding/json"
	"errors"
	"io"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/sutazai/sutaz/ci/internal/checkout"
)

// TestTidy wants go.mod and go.sum to be what `go mod tidy` makes of them. Go looks at the tests of dependencies too,
// so what a build has fetched may not be enough.
func TestTidy(t *testing.T) {
	diff, err := checkout.Run(root(t), nil, "go", "mod", "tidy", "-diff")
	switch {
	case diff != "":
		t.Errorf("go.mod or go.sum is not tidy; run make tidy:\n%s", diff)
	case err != nil:
		t.Errorf("nobody can tell whether go.mod is tidy; if the message below speaks of a lookup or of a module that is "+
			"not there, Go needs the network, or a module cache filled by `go mod tidy`:\n%v", err)
	}
}

// Levels of packages. Each may import those before it.
var (
	values = []string{"schema", "generators/tree", "generators/object"}
	middle = []string{"generators/platform", "generators/kustomize", "generators/argocd"}
	gate   = []string{"schema", "generators/object", "generators/kustomize"}
)

// arrow says what a package may import of this module. It permits and does not oblige. "*" stands for one directory.
type arrow struct {
	importer string
	imports  []string
}

// arrows are all there are. The first that matches a package counts, so that a new kind needs no row of its own.
var arrows = []arrow{
	{"schema", nil},
	{"generators/tree", []string{"schema"}},
	{"generators/object", []string{"schema"}},
	{"generators/platform", values},
	{"generators/kustomize", values},
	// It writes beside the overlays, so it asks kustomize where they lie and how YAML is written.
	{"generators/argocd", append(slices.Clone(values), "generators/kustomize")},
	// What several kinds of components have in common.
	{"generators/part", append(slices.Clone(values), "generators/platform")},
	// Runbooks say how long recovery takes and what is lost, and alerts when it was more.
	{"generators/runbook", slices.Concat(values, middle, []string{"generators/part", "generators/recovery"})},
	{"generators/drill", slices.Concat(values, middle, []string{"generators/part", "generators/recovery"})},
	{"generators/velero", slices.Concat(values, middle, []string{"generators/part", "generators/recovery"})},
	// Every kind of component, and capacity and recovery, which count instead of rendering: none knows another.
	{"generators/*", slices.Concat(values, middle, []string{"generators/part"})},
	{"generators", []string{"schema", "generators/*"}},
	{"policies", append(slices.Clone(gate), "policies/schemas")},
	// What a cluster accepts: it knows objects, and no rule.
	{"policies/schemas", []string{"schema", "generators/object"}},
	// What is judged need not be ours: it knows objects, and neither rules nor the description.
	{"policies/manifest", []string{"schema", "generators/object"}},
	{"policies/report", append(slices.Clone(gate), "policies")},
	{"cmd/sutaz", []string{"schema", "generators", "generators/*", "policies", "policies/*"}},
	{"ci/internal/checkout", nil},
	{"ci/*", []string{"schema", "generators", "generators/*", "policies", "policies/*", "ci/internal/checkout"}},
}

// goPackage is what `go list` says of a package.
type goPackage struct {
	ImportPath                         string
	Imports, TestImports, XTestImports []string
}

func TestArrows(t *testing.T) {
	out, err := checkout.Run(root(t), nil, "go", "list", "-json=ImportPath,Imports,TestImports,XTestImports", "./...")
	if err != nil {
		t.Fatal(err)
	}
	decoder := json.NewDecoder(strings.NewReader(out))
	for {
		var p goPackage
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatal(err)
		}
		for _, complaint := range p.complaints() {
			t.Error(complaint)
		}
	}
}

// complaints holds a package against the table. Tests in a package of their own may import everything but commands
// and checks.
func (p goPackage) complaints() (complaints []string) {
	name := short(p.ImportPath)
	row := slices.IndexFunc(arrows, func(a arrow) bool { return matches([]string{a.importer}, name) })
	if row < 0 {
		return []string{name + ": no row is for this package; add it to the table"}
	}
	for _, imported := range append(slices.Clone(p.Imports), p.TestImports...) {
		if ours(imported) && !matches(arrows[row].imports, short(imported)) {
			complaints = append(complaints, name+" imports "+short(imported)+", which no arrow permits")
		}
	}
	for _, imported := range p.XTestImports {
		outside := !strings.HasPrefix(name, "cmd/") && !strings.HasPrefix(name, "ci/")
		if ours(imported) && outside && matches([]string{"cmd/*", "ci", "ci/*", "ci/internal/*"}, short(imported)) {
			complaints = append(complaints, name+" imports "+short(imported)+" in its tests; nothing imports commands and checks")
		}
	}
	return complaints
}

func ours(importPath string) bool { return strings.HasPrefix(importPath, checkout.Module+"/") }

// short is the directory of a package of this module.
func short(importPath string) string { return strings.TrimPrefix(importPath, checkout.Module+"/") }

func matches(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool {
		matched, err := path.Match(pattern, name)
		return err == nil && matched
	})
}

func TestComplaints(t *testing.T) {
	full := func(names ...string) (paths []string) {
		for _, name := range names {
			paths = append(paths, checkout.Module+"/"+name)
		}
		return append(paths, "fmt", "k8s.io/api/core/v1")
	}
	for _, test := range []struct {
		name  string
		p     goPackage
		wants int
	}{
		{"schema", goPackage{Imports: full("generators/tree")}, 1},
		{"schema", goPackage{Imports: full()}, 0},
		{"generators/tree", goPackage{Imports: full("schema")}, 0},
		{"generators/tree", goPackage{Imports: full("generators/object")}, 1},
		{"generators/kustomize", goPackage{Imports: full("generators/agent")}, 1},
		{"generators/argocd", goPackage{Imports: full("generators/kustomize", "generators/object")}, 0},
		{"generators/agent", goPackage{Imports: full("generators/platform", "schema")}, 0},
		{"generators/agent", goPackage{Imports: full("generators/namespace", "generators")}, 2},
		{"generators/agent", goPackage{TestImports: full("generators/namespace")}, 1},
		{"generators/agent", goPackage{XTestImports: full("generators/namespace", "generators")}, 0},
		{"generators/agent", goPackage{XTestImports: full("cmd/sutaz", "ci/internal/checkout")}, 2},
		{"generators/invented", goPackage{Imports: full("generators/agent")}, 1},
		{"generators", goPackage{Imports: full("generators/invented")}, 0},
		{"generators", goPackage{Imports: full("cmd/sutaz")}, 1},
		{"policies", goPackage{Imports: full("generators/kustomize", "generators/agent", "policies/report")}, 2},
		{"policies/manifest", goPackage{Imports: full("generators/object", "policies")}, 1},
		{"cmd/sutaz", goPackage{Imports: full("generators", "generators/agent", "ci/internal/checkout")}, 1},
		{"tools", goPackage{}, 1},
	} {
		test.p.ImportPath = checkout.Module + "/" + test.name
		if got := test.p.complaints(); len(got) != test.wants {
			t.Errorf("%s: %d complaints, want %d: %q", test.name, len(got), test.wants, got)
		}
	}
}
