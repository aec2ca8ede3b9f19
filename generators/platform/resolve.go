package platform

import (
	"maps"
	"slices"
	"strings"

	"github.com/sutazai/sutaz/schema"
)

// Environment is one environment with every name resolved. Generators read it and change nothing.
type Environment struct {
	// Platform is the description as it was written, overrides applied.
	*schema.Platform
	// Running are the agents that run here, sorted by name.
	Running []*Agent
	// origin finds the line of a field.
	origin explainer
}

// Agent is an entry with what the environment gives it.
type Agent struct {
	// Agent is the effective entry.
	schema.Agent
	// Namespace is agents-<category>.
	Namespace string
	// Resources are what one replica gets.
	Resources schema.Size
	// TierPolicy is what the tier means here.
	TierPolicy schema.Tier
	// Min and Max are the replicas; Autoscaled says whether anything moves between them.
	Min, Max   int64
	Autoscaled bool
	// Idle is true where a standby environment must not take work from a queue.
	Idle bool
	// Strategy is rolling, canary or recreate.
	Strategy string
	// Step is the wave within the phase, start-up dependencies counted.
	Step int64
	// Objective is the service level objective, the tier's where the entry names none.
	Objective schema.SLO
	// Payer is the cost centre, the team's where the entry names none.
	Payer string
	// Calls are the edges to what the agent depends on, and CalledBy those from its callers; sorted by name.
	Calls, CalledBy []Edge
}

// Edge is one direction of traffic. The far side is exactly one of Agent and Endpoint.
type Edge struct {
	Agent    *Agent
	Endpoint *schema.Endpoint
	// Ports are the ports that are called, by name, sorted.
	Ports []NamedPort
}

// Name is the name of the far side.
func (e Edge) Name() string {
	if e.Agent != nil {
		return e.Agent.Name
	}
	return e.Endpoint.Name
}

// NamedPort is a port with its name.
type NamedPort struct {
	Name string
	schema.ContainerPort
}

// SortedPorts are ports by number, then name, so that the first is the one that matters most.
func SortedPorts(ports map[string]schema.ContainerPort) []NamedPort {
	named := make([]NamedPort, 0, len(ports))
	for _, name := range slices.Sorted(maps.Keys(ports)) {
		named = append(named, NamedPort{name, ports[name]})
	}
	slices.SortStableFunc(named, func(a, b NamedPort) int {
		return preferHTTP(a) - preferHTTP(b)
	})
	return named
}

// preferHTTP puts a port called http first: it is the one that probes and gateways use.
func preferHTTP(p NamedPort) int {
	if p.Name == "http" {
		return 0
	}
	return 1
}

// PortsNamed are the ports with the given names, or all where none is given, in the order of SortedPorts.
func PortsNamed(ports map[string]schema.ContainerPort, names []string) []NamedPort {
	named := SortedPorts(ports)
	if len(names) > 0 {
		named = slices.DeleteFunc(named, func(p NamedPort) bool { return !slices.Contains(names, p.Name) })
	}
	return named
}

// AgentNamespace is the namespace of a category of agents.
func AgentNamespace(category string) string { return "agents-" + category }

// resolve gives every selected agent what the environment says. The platform has passed its checks.
func resolve(p *schema.Platform, origin explainer) *Environment {
	env := &Environment{Platform: p, origin: origin}
	targets := p.Targets()
	waves, _ := p.Waves(targets)
	running := map[string]*Agent{}
	for _, name := range p.Selected(targets) {
		a := env.agent(p.Agents[name])
		a.Step = waves[name]
		running[name] = a
		env.Running = append(env.Running, a)
	}
	for _, a := range env.Running {
		for _, name := range slices.Sorted(maps.Keys(a.Dependencies)) {
			env.connect(a, targets[name], a.Dependencies[name].Ports, running)
		}
		for _, name := range slices.Sorted(maps.Keys(a.Callers)) {
			if caller, runs := running[targets[name].Name()]; runs {
				env.connect(caller, schema.Target{Agent: &a.Agent}, a.Callers[name].Ports, running)
			}
		}
		if serving := servedBy(p, a); serving != "" {
			env.connect(a, targets[serving], nil, running)
		}
	}
	byName := func(a, b Edge) int { return strings.Compare(a.Name(), b.Name()) }
	for _, a := range env.Running {
		slices.SortFunc(a.Calls, byName)
		slices.SortFunc(a.CalledBy, byName)
	}
	return env
}

// agent resolves names that need no other agent.
func (env *Environment) agent(entry schema.Agent) *Agent {
	tier := env.Environment.Tiers[entry.Tier]
	a := &Agent{Agent: entry, Namespace: AgentNamespace(entry.Category), Resources: env.Environment.Sizes[entry.Size],
		TierPolicy: tier, Strategy: env.RolloutOf(entry), Payer: entry.CostCentre,
		Objective: schema.SLO{Availability: tier.SLO.Availability, Latency: tier.SLO.Latency}}
	a.Min, a.Max = env.Replicas(entry)
	standby := env.Environment.Role == "standby"
	a.Idle = standby && entry.Scaling != nil && entry.Scaling.Queue != nil
	a.Autoscaled = env.Environment.Autoscaling && !standby && a.Max > a.Min && (entry.Workload == "service" || entry.Workload == "worker")
	if entry.SLO != nil && entry.SLO.Availability > 0 {
		a.Objective.Availability = entry.SLO.Availability
	}
	if entry.SLO != nil && entry.SLO.Latency != "" {
		a.Objective.Latency = entry.SLO.Latency
	}
	if a.Payer == "" {
		a.Payer = env.Teams[entry.Team].CostCentre
	}
	return a
}

// connect adds one edge on both of its sides. A second declaration of the same edge adds its ports.
func (env *Environment) connect(a *Agent, target schema.Target, ports []string, running map[string]*Agent) {
	if a.Idle && target.Endpoint != nil && target.Endpoint.Consumes {
		return // A standby takes no work: without the way to the broker it cannot.
	}
	named := PortsNamed(target.Ports(), target.PortNames(a.Team, ports))
	to := Edge{Endpoint: target.Endpoint, Ports: named}
	if target.Agent != nil {
		callee := running[target.Name()]
		to.Agent = callee
		callee.CalledBy = merge(callee.CalledBy, Edge{Agent: a, Ports: named})
	}
	a.Calls = merge(a.Calls, to)
}

// merge adds an edge, or its ports to the edge that is already there.
func merge(edges []Edge, e Edge) []Edge {
	i := slices.IndexFunc(edges, func(other Edge) bool { return other.Name() == e.Name() })
	if i < 0 {
		return append(edges, e)
	}
	for _, port := range e.Ports {
		if !slices.Contains(edges[i].Ports, port) {
			edges[i].Ports = append(edges[i].Ports, port)
		}
	}
	return edges
}

// servedBy is the endpoint that serves the agent's models: the gateway, which knows every pool, so that limits, retries
// and the measure of each pool's load see every request. An agent that names it among its dependencies has chosen already.
func servedBy(p *schema.Platform, a *Agent) string {
	if _, chosen := a.Dependencies[p.ModelGateway]; chosen || len(a.Models) == 0 {
		return ""
	}
	return p.ModelGateway
}

// Origin is the line that decides the field of an agent, or a zero position when only the schema's default does.
func (env *Environment) Origin(path ...string) schema.Position {
	if path[0] == "agents" {
		if over, depth := env.origin.first.find(append([]string{"override"}, path...)); depth > len(path) {
			return over.position
		}
		if entry, depth := env.origin.second.find(path); depth == len(path) {
			return entry.position
		}
		return schema.Position{}
	}
	if found, depth := env.origin.first.find(path); depth == len(path) || depth > 0 && found.made {
		return found.position
	}
	return schema.Position{}
}
