package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/sutazai/sutaz/ci/internal/checkout"
	"github.com/sutazai/sutaz/generators"
	"github.com/sutazai/sutaz/generators/kustomize"
	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/generators/tree"
)

// rendered is a description and all that follows from it.
type rendered struct {
	environments []*platform.Environment
	components   []object.Environment
	files        tree.Files
}

func render(dir string) (r rendered, err error) {
	if r.environments, err = platform.Load(os.DirFS(dir)); err != nil {
		return r, err
	}
	if r.components, err = generators.Components(r.environments); err != nil {
		return r, err
	}
	r.files, _, err = generators.Tree(r.environments, r.components)
	return r, err
}

// stages are the steps of a run, from the description to the proof of the law.
func stages(b *testing.B, dir string) {
	r, err := render(dir)
	if err != nil {
		b.Fatal(err)
	}
	for _, stage := range []struct {
		name string
		run  func() error
	}{
		{"load", func() error { _, err := platform.Load(os.DirFS(dir)); return err }},
		{"objects", func() error {
			for _, environment := range r.components {
				for _, component := range environment.Components {
					component.Objects()
				}
			}
			return nil
		}},
		{"tree", func() error { _, _, err := generators.Tree(r.environments, r.components); return err }},
		{"law", r.law},
	} {
		b.Run(stage.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := stage.run(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// law builds every overlay and compares, on all processors.
func (r rendered) law() error {
	builder := kustomize.NewBuilder(r.files)
	for _, environment := range r.components {
		err := generators.Parallel(len(environment.Components), func(i int) error {
			return builder.Law(environment.Name, environment.Components[i])
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func BenchmarkRepository(b *testing.B) {
	root, err := checkout.Root()
	if err != nil {
		b.Fatal(err)
	}
	stages(b, root)
}

func BenchmarkSynthetic(b *testing.B) {
	root, err := checkout.Root()
	if err != nil {
		b.Fatal(err)
	}
	for _, n := range []int{100, 1000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			dir := b.TempDir()
			if err := writeSynthetic(root, dir, n); err != nil {
				b.Fatal(err)
			}
			stages(b, dir)
		})
	}
}

func TestMedian(t *testing.T) {
	costs := []cost{
		{wall: 5, cpu: 1, memory: 30, log: "slow"}, {wall: 2, cpu: 9, memory: 20, log: "middle"}, {wall: 1, cpu: 3, memory: 10, log: "fast"},
	}
	i := 0
	got, err := median(len(costs), func() (cost, error) { i++; return costs[i-1], nil })
	if want := (cost{wall: 2, cpu: 3, memory: 20, log: "middle"}); err != nil || got != want {
		t.Errorf("got %+v, %v; want %+v", got, err, want)
	}
}

func TestStagesOf(t *testing.T) {
	got := stagesOf("   320 ms  description loaded\nbase changes\n   500 ms  objects generated\n")
	if want := []stage{{"description loaded", 320}, {"objects generated", 180}}; !slices.Equal(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// TestSynthetic wants the catalogues of the benchmarks to be ones that people might have.
func TestSynthetic(t *testing.T) {
	root, err := checkout.Root()
	if err != nil {
		t.Fatal(err)
	}
	const n = 60
	dir := t.TempDir()
	if err := writeSynthetic(root, dir, n); err != nil {
		t.Fatal(err)
	}
	entries, err := filepath.Glob(filepath.Join(dir, "environments", "agents", "agent-*.cue"))
	if err != nil || len(entries) != n {
		t.Errorf("%d entries, %v; want %d", len(entries), err, n)
	}
	r, err := render(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.environments) != len(syntheticEnvironments) {
		t.Errorf("%d environments, want %d", len(r.environments), len(syntheticEnvironments))
	}
	for _, environment := range r.environments {
		if environment.Environment.Name == "production" && len(environment.Running) != n {
			t.Errorf("production runs %d agents, want %d", len(environment.Running), n)
		}
		for _, pool := range environment.Environment.NodePools {
			for zone, nodes := range pool.Nodes {
				if nodes != 1000 {
					t.Errorf("%s: %s has %d nodes of %s, want 1000", environment.Environment.Name, zone, nodes, pool.Role)
				}
			}
		}
	}
	if err := r.law(); err != nil {
		t.Error(err)
	}
}
