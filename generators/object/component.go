package object

import (
	"cmp"
	"fmt"
	"slices"
)

// Component is what is delivered as one: one directory in rendered/, one Argo CD Application for each environment.
type Component struct {
	// Name is the directory: a DNS label of at most 40 characters, unique in an environment.
	Name string
	// Kind is the name of the generator that made it.
	Kind string
	// Phase is the bring-up phase, 1 to 4, and Wave its order within the phase.
	Phase, Wave int
	// Tier is critical, standard or batch; it decides the step of a rolling update.
	Tier string
	// Project is the Argo CD project, without the environment's name.
	Project string
	// Namespace is where namespaced objects without a namespace would go; empty where all are cluster-scoped.
	Namespace string
	// Objects are sorted by key.
	Objects []Object
}

// Environment is the result of all generators for one environment.
type Environment struct {
	// Name is the environment's directory.
	Name string
	// Components are sorted by name.
	Components []Component
}

// Finish sorts components and their objects and refuses what cannot be delivered: a name twice, a component without
// objects, an object in two components, or an object that does not survive kustomize.
func (e *Environment) Finish() error {
	slices.SortFunc(e.Components, func(a, b Component) int { return cmp.Compare(a.Name, b.Name) })
	owner := map[Key]string{}
	for i, component := range e.Components {
		if i > 0 && e.Components[i-1].Name == component.Name {
			return fmt.Errorf("%s: component %q is made by %q and by %q", e.Name, component.Name, e.Components[i-1].Kind, component.Kind)
		}
		if !namespaces.MatchString(component.Name) { // It becomes a directory.
			return fmt.Errorf("%s: component %q: its name is no DNS label", e.Name, component.Name)
		}
		if len(component.Objects) == 0 {
			return fmt.Errorf("%s: component %q has no objects; leave it out", e.Name, component.Name)
		}
		Sort(component.Objects)
		for _, o := range component.Objects {
			if err := o.Check(); err != nil {
				return fmt.Errorf("%s: component %q: %w", e.Name, component.Name, err)
			}
			if other, taken := owner[o.Key()]; taken {
				return fmt.Errorf("%s: %v belongs to component %q and to %q", e.Name, o.Key(), other, component.Name)
			}
			owner[o.Key()] = component.Name
		}
	}
	return nil
}
