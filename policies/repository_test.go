package policies_test

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"

	"github.com/sutazai/sutaz/generators"
	"github.com/sutazai/sutaz/generators/kustomize"
	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/policies"
	"github.com/sutazai/sutaz/policies/schemas"
)

// inputs are the environments of this repository as `sutaz policy check` judges them.
func inputs(t testing.TB) []policies.Input {
	t.Helper()
	environments, err := platform.Load(os.DirFS(".."))
	if err != nil {
		t.Fatal(err)
	}
	components, err := generators.Components(environments)
	if err != nil {
		t.Fatal(err)
	}
	files, _, err := generators.Tree(environments, components)
	if err != nil {
		t.Fatal(err)
	}
	builder := kustomize.NewBuilder(files)
	all := make([]policies.Input, len(environments))
	for i, environment := range environments {
		in := policies.Input{Environment: components[i].Name, Complete: true, Date: "2026-11-23"}
		for _, component := range components[i].Components {
			for _, o := range component.Objects() {
				in.Items = append(in.Items, policies.Item{Object: o, Component: component.Name})
			}
		}
		delivery, err := builder.Build("argocd/" + in.Environment)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range delivery {
			in.Items = append(in.Items, policies.Item{Object: o, Component: "argocd"})
		}
		if in.Model, err = generators.Document(environment, components[i]); err != nil {
			t.Fatal(err)
		}
		all[i] = in
	}
	return all
}

// No rule flags what this repository renders.
func TestRepositoryIsClean(t *testing.T) {
	t.Parallel()
	engine, err := policies.New(nil, policies.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	for _, in := range inputs(t) {
		report, err := engine.Check(context.Background(), in, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range report.Findings {
			t.Errorf("%s: %s: %s: %v %s: %s", f.Environment, f.Component, f.Rule.ID, f.Object, f.Path, f.Message)
		}
	}
}

// definitions are where CustomResourceDefinitions may lie that no Go module has: what make crds fetched, or a copy beside
// the checkout.
var definitions = []string{"../.cache/crds", "../../shared/crds"}

// Every custom resource is what its definition says. Of kinds whose definition is in no Go module and in no directory, it is
// said that nothing is known; where the definitions are there, none may be left.
func TestCustomResourcesAreValid(t *testing.T) {
	t.Parallel()
	known := map[string]*schemas.Kind{}
	for _, dir := range definitions {
		names, err := filepath.Glob(filepath.Join(dir, "*.yaml"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			var definition object.Object
			if err := yaml.Unmarshal(data, &definition); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			kinds, err := schemas.ReadDefinition(definition)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			maps.Copy(known, kinds)
		}
	}
	set, err := schemas.Open("1.36", known)
	if err != nil {
		t.Fatal(err)
	}
	judged := 0
	for _, in := range inputs(t) {
		unknown := map[string]int{}
		for _, item := range in.Items {
			for _, fault := range set.Validate(item.Object) {
				t.Errorf("%s: %v: %s: %s", in.Environment, item.Object.Key(), fault.Path, fault.Message)
			}
			if !set.Knows(item.Object) {
				unknown[item.Object.Key().Kind+"."+item.Object.Key().Group]++
			} else if strings.Contains(item.Object.Key().Group, ".") {
				judged++
			}
		}
		if len(known) > 0 && len(unknown) > 0 {
			t.Errorf("%s: there is no schema of %v", in.Environment, unknown)
		} else if len(unknown) > 0 {
			t.Logf("%s: not judged, for want of their definitions, which make crds fetches: %v", in.Environment, unknown)
		}
	}
	if judged == 0 {
		t.Error("no custom resource is judged")
	}
}

func BenchmarkCheck(b *testing.B) {
	all := inputs(b)
	b.ReportAllocs()
	for b.Loop() {
		engine, err := policies.New(nil, policies.Builtin())
		if err != nil {
			b.Fatal(err)
		}
		for _, in := range all {
			if _, err := engine.Check(context.Background(), in, nil); err != nil {
				b.Fatal(err)
			}
		}
	}
}
