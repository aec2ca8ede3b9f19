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

// ToOperated allows calls to the pods of a store that its operator calls, and to those of the rehearsal of its recovery.
func ToOperated(env *platform.Environment, store string) []*Egress {
	s := env.Stores[store]
	pods, _ := s.Operated()
	ports := platform.SortedPorts(pods.Ports)
	rules := []*Egress{To(Pods(env.Endpoints[s.Endpoint].Namespace, pods.Selector), ports...)}
	if selector := RehearsedServer(env, s); selector != nil {
		rules = append(rules, To(Pods(env.Drills.Namespace, selector), ports...))
	}
	return rules
}

// DrillName is the name of all that rehearses the recovery of a store.
func DrillName(store string) string { return "drill-" + store }

// RehearsedServer are the labels of the server that a rehearsal lets an operator make, in the namespace of rehearsals; nil
// where none does.
func RehearsedServer(env *platform.Environment, s schema.Store) map[string]string {
	if env.Drills == nil || s.Drill == nil || s.PostgreSQL == nil || env.Environment.Role == "standby" {
		return nil
	}
	return map[string]string{"cnpg.io/cluster": DrillName(s.Name)}
}
