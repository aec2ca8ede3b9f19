package object

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
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
	// Runs are the pods that it keeps.
	Runs []Runs
	// Claims are the volumes that it keeps.
	Claims []Claim
	// Upstream is what its publisher delivers; nil where all of it is rendered here.
	Upstream *Upstream
	// Objects makes what the component consists of, in any order and anew at each call: nobody needs to hold the objects
	// of a whole platform.
	Objects func() []Object
}

// Runs are equal pods: what one of them asks for, and how many there are at the fewest and at the most.
type Runs struct {
	// CPU is in millicores and Memory in bytes; Accelerators are by the name of the resource.
	CPU, Memory  int64
	Accelerators map[string]int64
	// Fewest and Most are the number of pods.
	Fewest, Most int64
	// GPU is true for pods on machines with accelerators; Capacity are the kinds of other machines that they may use.
	GPU      bool
	Capacity []string
}

// Claim are equal volumes of a component: the kind of storage (a key of environment.storageClasses), the bytes that one
// of them asks for, and how many there are at the most.
type Claim struct {
	Class  string
	Bytes  int64
	Number int64
}

// Upstream are manifests that Argo CD pulls from their publisher: a Helm chart, or a directory in Git.
type Upstream struct {
	// Repository is the address of the chart repository or of the Git repository.
	Repository string
	// Chart is the chart's name, and Path a directory in Git; exactly one is there.
	Chart, Path string
	// Version is that of the chart, or a tag.
	Version string
	// Release and Values are for a chart.
	Release string
	Values  map[string]any
	// Images, as name=image:tag, and Without, as kind to name, are for a directory: what runs instead, and what is left out.
	Images  []string
	Without map[string]string
	// Also are other directories at the same version; Move is true where the objects of Path go to the component's namespace.
	Also []string
	Move bool
	// ClusterKinds, NamespacedKinds and Namespaces are what it may write beside its own namespace.
	ClusterKinds, NamespacedKinds []metav1.GroupKind
	Namespaces                    []string
}

// Fixed is the Objects of a component whose objects are there already.
func Fixed(objects ...Object) func() []Object {
	return func() []Object { return objects }
}

// Environment is the result of all generators for one environment.
type Environment struct {
	// Name is the environment's directory.
	Name string
	// Components are sorted by name.
	Components []Component
}

// Finish sorts components by name, and refuses a name that stands twice or cannot be a directory.
func (e *Environment) Finish() error {
	slices.SortFunc(e.Components, func(a, b Component) int { return cmp.Compare(a.Name, b.Name) })
	for i, component := range e.Components {
		if i > 0 && e.Components[i-1].Name == component.Name {
			return fmt.Errorf("%s: component %q is made by %q and by %q", e.Name, component.Name, e.Components[i-1].Kind, component.Kind)
		}
		if !namespaces.MatchString(component.Name) { // It becomes a directory.
			return fmt.Errorf("%s: component %q: its name is no DNS label", e.Name, component.Name)
		}
	}
	return nil
}

// Inventory are the keys of the objects of each component of one environment, by the component's name, sorted.
type Inventory map[string][]Key

// Take makes the objects of a component, and refuses what cannot be delivered: no object at all, one twice, or one that
// does not survive kustomize. The objects come by their keys.
func (c Component) Take() (map[Key]Object, error) {
	objects := c.Objects()
	if len(objects) == 0 {
		return nil, errors.New("it has no objects; leave it out")
	}
	byKey := make(map[Key]Object, len(objects))
	for _, o := range objects {
		if err := o.Check(); err != nil {
			return nil, err
		}
		if _, twice := byKey[o.Key()]; twice {
			return nil, fmt.Errorf("%v is made twice", o.Key())
		}
		byKey[o.Key()] = o
	}
	return byKey, nil
}

// Check refuses an object that belongs to two components.
func (i Inventory) Check() error {
	owner := map[Key]string{}
	for _, component := range slices.Sorted(maps.Keys(i)) {
		for _, key := range i[component] {
			if other, taken := owner[key]; taken {
				return fmt.Errorf("%v belongs to component %q and to %q", key, other, component)
			}
			owner[key] = component
		}
	}
	return nil
}
