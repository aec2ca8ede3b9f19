package part

import (
	"maps"
	"slices"

	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/schema"
)

// FromOperators allows the pods that operate a store to call its pods; ToOperated is the other side.
func FromOperators(env *platform.Environment, s schema.Store) []*Ingress {
	pods, called := s.Operated()
	if !called {
		return nil
	}
	var rules []*Ingress
	for _, name := range slices.Sorted(maps.Keys(env.Upstreams)) {
		u := env.Upstreams[name]
		for _, group := range slices.Sorted(maps.Keys(u.Pods)) {
			if slices.Contains(u.Pods[group].Operates, s.Name) {
				rules = append(rules, From(Pods(u.Namespace, u.Pods[group].Selector), platform.SortedPorts(pods.Ports)...))
			}
		}
	}
	return rules
}

// ToOperated allows calls to the pods of a store that its operator calls.
func ToOperated(env *platform.Environment, store string) *Egress {
	s := env.Stores[store]
	pods, _ := s.Operated()
	return To(Pods(env.Endpoints[s.Endpoint].Namespace, pods.Selector), platform.SortedPorts(pods.Ports)...)
}
