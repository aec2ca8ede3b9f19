// Package generators knows every kind of component and renders the whole tree.
package generators

import (
	"fmt"
	"maps"
	"runtime"
	"sync"

	"github.com/sutazai/sutaz/generators/agent"
	"github.com/sutazai/sutaz/generators/argocd"
	"github.com/sutazai/sutaz/generators/cluster"
	"github.com/sutazai/sutaz/generators/kustomize"
	"github.com/sutazai/sutaz/generators/namespace"
	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/generators/tree"
)

// Generator renders all components of one kind in one environment. It does no I/O and changes nothing.
type Generator struct {
	// Kind is what app.yaml says of its components.
	Kind string
	// Components renders them; their order does not matter.
	Components func(*platform.Environment) []object.Component
}

// All are the kinds of components. A new kind is one package and one line.
var All = []Generator{
	{cluster.Kind, cluster.Components},
	{namespace.Kind, namespace.Components},
	{agent.Kind, agent.Components},
}

// Objects runs every generator on every environment, in parallel; the result has the order of environments and does
// not depend on the number of processors.
func Objects(environments []*platform.Environment) ([]object.Environment, error) {
	out := make([]object.Environment, len(environments))
	err := Parallel(len(environments), func(i int) error {
		out[i].Name = environments[i].Environment.Name
		for _, generator := range All {
			out[i].Components = append(out[i].Components, generator.Components(environments[i])...)
		}
		return out[i].Finish()
	})
	return out, err
}

// Tree writes objects as the files of rendered/.
func Tree(environments []*platform.Environment, objects []object.Environment) (tree.Files, error) {
	files, err := kustomize.Encode(objects)
	if err != nil {
		return nil, err
	}
	for i, environment := range environments {
		delivery, err := argocd.Files(environment.Environment, objects[i])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", objects[i].Name, err)
		}
		maps.Copy(files, delivery)
	}
	return files, nil
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
