// Package generators knows every kind of component and renders the whole tree.
package generators

import (
	"fmt"
	"maps"
	"runtime"
	"sync"

	"github.com/sutazai/sutaz/generators/agent"
	"github.com/sutazai/sutaz/generators/argocd"
	"github.com/sutazai/sutaz/generators/chroma"
	"github.com/sutazai/sutaz/generators/cluster"
	"github.com/sutazai/sutaz/generators/drill"
	"github.com/sutazai/sutaz/generators/faiss"
	"github.com/sutazai/sutaz/generators/kustomize"
	"github.com/sutazai/sutaz/generators/modelgateway"
	"github.com/sutazai/sutaz/generators/modelpool"
	"github.com/sutazai/sutaz/generators/namespace"
	"github.com/sutazai/sutaz/generators/neo4j"
	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/part"
	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/generators/postgresql"
	"github.com/sutazai/sutaz/generators/qdrant"
	"github.com/sutazai/sutaz/generators/rabbitmq"
	"github.com/sutazai/sutaz/generators/runbook"
	"github.com/sutazai/sutaz/generators/storage"
	"github.com/sutazai/sutaz/generators/tree"
	"github.com/sutazai/sutaz/generators/upstream"
	"github.com/sutazai/sutaz/generators/valkey"
	"github.com/sutazai/sutaz/generators/velero"
	"github.com/sutazai/sutaz/schema"
)

// Generator renders all components of one kind in one environment. It does no I/O and changes nothing.
type Generator struct {
	// Kind is what app.yaml says of its components.
	Kind string
	// Components renders them; their order does not matter.
	Components func(*platform.Environment) []object.Component
	// Source is the path in the description of what a place of a component's object comes from; steps are those of the
	// place. The nearest field above it that is written is the line to change.
	Source func(component string, o object.Object, steps []string) []string
	// Runbook is what the kind knows of the failures of a store; nil where it is no kind of store.
	Runbook func(*platform.Environment, schema.Store) part.Runbook
}

// All are the kinds of components. A new kind is one package and one line.
var All = []Generator{
	{cluster.Kind, cluster.Components, cluster.Source, nil},
	{namespace.Kind, namespace.Components, namespace.Source, nil},
	{upstream.Kind, upstream.Components, upstream.Source, nil},
	{storage.Kind, storage.Components, storage.Source, nil},
	{velero.Kind, velero.Components, velero.Source, nil},
	{chroma.Kind, chroma.Components, chroma.Source, chroma.Runbook},
	{qdrant.Kind, qdrant.Components, qdrant.Source, qdrant.Runbook},
	{faiss.Kind, faiss.Components, faiss.Source, faiss.Runbook},
	{rabbitmq.Kind, rabbitmq.Components, rabbitmq.Source, rabbitmq.Runbook},
	{postgresql.Kind, postgresql.Components, postgresql.Source, postgresql.Runbook},
	{neo4j.Kind, neo4j.Components, neo4j.Source, neo4j.Runbook},
	{valkey.Kind, valkey.Components, valkey.Source, valkey.Runbook},
	{modelpool.Kind, modelpool.Components, modelpool.Source, nil},
	{modelgateway.Kind, modelgateway.Components, modelgateway.Source, nil},
	{drill.Kind, drill.Components, drill.Source, nil},
	{agent.Kind, agent.Components, func(name string, o object.Object, steps []string) []string {
		return append([]string{"agents", name}, agent.Source(o, steps)...)
	}, nil},
}

// Source is the line of the description that decides a place of an object, or the nearest above it; a zero position
// where nothing is known. Kind is that of the component, and empty for what delivers components.
func Source(env *platform.Environment, kind, component string, o object.Object, pointer string) schema.Position {
	path := []string{"environment", "argocd"}
	for _, generator := range All {
		if generator.Kind == kind {
			path = generator.Source(component, o, object.SplitPointer(pointer))
		}
	}
	return origin(env, path)
}

// Origin is the line of a place in the description, or of the nearest above it that is written; a zero position where
// nothing is known.
func Origin(env *platform.Environment, pointer string) schema.Position {
	return origin(env, object.SplitPointer(pointer))
}

func origin(env *platform.Environment, path []string) schema.Position {
	for ; len(path) > 0; path = path[:len(path)-1] {
		if at := env.Origin(path...); at.File != "" {
			return at
		}
	}
	return schema.Position{}
}

// Components are those of every generator in every environment, in the order of environments.
func Components(environments []*platform.Environment) ([]object.Environment, error) {
	out := make([]object.Environment, len(environments))
	for i, environment := range environments {
		out[i].Name = environment.Environment.Name
		for _, generator := range All {
			out[i].Components = append(out[i].Components, generator.Components(environment)...)
		}
		if err := out[i].Finish(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Tree writes components as the files of rendered/, and says which objects each of them has, in the order of
// environments. Objects are made, written and let go component by component, on all processors.
func Tree(environments []*platform.Environment, components []object.Environment) (tree.Files, []object.Inventory, error) {
	files, inventories, err := kustomize.Encode(components)
	if err != nil {
		return nil, nil, err
	}
	for i, environment := range environments {
		maps.Copy(files, runbook.Files(environment, func(s schema.Store) (part.Runbook, bool) {
			return runbookOf(environment, components[i], s)
		}))
		if err := inventories[i].Check(); err != nil {
			return nil, nil, fmt.Errorf("%s: %w", components[i].Name, err)
		}
		delivery, err := argocd.Files(environment.Environment, components[i], inventories[i])
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", components[i].Name, err)
		}
		maps.Copy(files, delivery)
	}
	return files, inventories, nil
}

// runbookOf asks the kind of the component that a store became.
func runbookOf(env *platform.Environment, components object.Environment, s schema.Store) (part.Runbook, bool) {
	for _, component := range components.Components {
		for _, generator := range All {
			if component.Name == s.Name && component.Kind == generator.Kind && generator.Runbook != nil {
				return generator.Runbook(env, s), true
			}
		}
	}
	return part.Runbook{}, false
}

// Parallel calls f with 0 to n-1 on all processors and returns the error of the lowest number, so that the same input
// gives the same error.
func Parallel(n int, f func(int) error) error {
	errs := make([]error, n)
	next := make(chan int)
	var group sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		group.Go(func() {
			for i := range next {
				errs[i] = f(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	group.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
