package policies_test

import (
	"context"
	"os"
	"testing"

	"github.com/sutazai/sutaz/generators"
	"github.com/sutazai/sutaz/generators/kustomize"
	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/policies"
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
