package platform

import (
	"maps"
	"slices"
	"strings"

	"github.com/sutazai/sutaz/schema"
)

// Client is one who calls an endpoint.
type Client struct {
	// Name is that of the agent, of the builder, or of the upstream component and its pods.
	Name string
	// Agent is nil for what is none.
	Agent *Agent
	// Namespace and Selector are where its pods are.
	Namespace string
	Selector  map[string]string
	// Ports are what it calls.
	Ports []NamedPort
}

// BuilderName is that of the builder of a store's indexes, and of its pods.
func BuilderName(store string) string { return store + "-builder" }

// Clients are those who call an endpoint in this environment: agents, builders of indexes, and pods of upstream
// components; sorted by name.
func (env *Environment) Clients(endpoint string) []Client {
	var clients []Client
	for _, a := range env.Running {
		for _, edge := range a.Calls {
			if edge.Endpoint != nil && edge.Endpoint.Name == endpoint {
				clients = append(clients, Client{Name: a.Name, Agent: a, Namespace: a.Namespace,
					Selector: map[string]string{"app.kubernetes.io/name": a.Name}, Ports: edge.Ports})
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(env.Stores)) {
		if s := env.Stores[name]; s.FAISS != nil && s.FAISS.Builder.Source == endpoint {
			clients = append(clients, Client{Name: BuilderName(name), Namespace: env.Endpoints[s.Endpoint].Namespace,
				Selector: map[string]string{"app.kubernetes.io/name": BuilderName(name)}, Ports: SortedPorts(env.Endpoints[endpoint].Ports)})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(env.Upstreams)) {
		for _, group := range slices.Sorted(maps.Keys(env.Upstreams[name].Pods)) {
			pods := env.Upstreams[name].Pods[group]
			call, calls := pods.Calls[endpoint]
			if _, own := env.Upstreams[name].Pods[endpoint]; !calls || own {
				continue
			}
			called := env.Endpoints[endpoint]
			ports := schema.Target{Endpoint: &called}.PortNames(env.Upstreams[name].Team, call.Ports)
			clients = append(clients, Client{Name: name + "-" + group, Namespace: env.Upstreams[name].Namespace,
				Selector: pods.Selector, Ports: PortsNamed(called.Ports, ports)})
		}
	}
	slices.SortFunc(clients, func(a, b Client) int { return strings.Compare(a.Name, b.Name) })
	return clients
}
