package schema

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/agext/levenshtein"
)

// Target is what a dependency names: exactly one of Agent and Endpoint is set.
type Target struct {
	Agent    *Agent
	Endpoint *Endpoint
}

// Name is the key of the target, whatever alias led to it.
func (t Target) Name() string {
	if t.Agent != nil {
		return t.Agent.Name
	}
	return t.Endpoint.Name
}

// Ports are what the target serves, by name.
func (t Target) Ports() map[string]ContainerPort {
	if t.Agent != nil {
		return t.Agent.Ports
	}
	return t.Endpoint.Ports
}

// PortNames are the ports that a client of the team calls when its entry asks for the given ones; none is all.
func (t Target) PortNames(team string, asked []string) []string {
	if t.Endpoint != nil && t.Endpoint.TeamPorts {
		return []string{team}
	}
	return asked
}

// Targets are all names and aliases that a dependency may use.
func (p *Platform) Targets() map[string]Target {
	targets := make(map[string]Target, 2*len(p.Agents)+len(p.Endpoints))
	for name, endpoint := range p.Endpoints {
		targets[name] = Target{Endpoint: &endpoint}
	}
	for name, agent := range p.Agents {
		targets[name] = Target{Agent: &agent}
	}
	// A name goes before an alias, and an alias that is taken is an issue of its own.
	alias := func(name string, target Target) {
		if _, taken := targets[name]; !taken {
			targets[name] = target
		}
	}
	for name, endpoint := range p.Endpoints {
		for _, other := range endpoint.Aliases {
			alias(other, targets[name])
		}
	}
	for name, agent := range p.Agents {
		for _, other := range agent.Aliases {
			alias(other, targets[name])
		}
	}
	return targets
}

// PoolsOf maps each model to the names of the pools that serve it, sorted. A valid platform has one for each.
func (p *Platform) PoolsOf() map[string][]string {
	pools := map[string][]string{}
	for _, name := range slices.Sorted(maps.Keys(p.ModelPools)) {
		for model := range p.ModelPools[name].Models {
			pools[model] = append(pools[model], name)
		}
	}
	return pools
}

// Selected are the names of the agents that run in the environment, sorted.
func (p *Platform) Selected(targets map[string]Target) []string {
	selection := p.Environment.Select
	chosen := map[string]bool{}
	var choose func(name string)
	choose = func(name string) {
		target, known := targets[name]
		if !known || target.Agent == nil || chosen[target.Name()] {
			return
		}
		if _, excluded := selection.Except[target.Name()]; excluded {
			return
		}
		chosen[target.Name()] = true
		if selection.WithDependencies {
			for dependency := range target.Agent.Dependencies {
				choose(dependency)
			}
		}
	}
	for _, name := range selection.Agents {
		choose(name)
	}
	for name, agent := range p.Agents {
		if slices.Contains(selection.Tiers, agent.Tier) {
			choose(name)
		}
	}
	return slices.Sorted(maps.Keys(chosen))
}

// Replicas are the fewest and the most replicas of a in the environment: the entry's own, else the tier's. An entry
// that caps the most below the tier's fewest means it.
func (p *Platform) Replicas(a Agent) (fewest, most int64) {
	tier := p.Environment.Tiers[a.Tier]
	fewest, most = tier.Min, tier.Max
	if a.Scaling == nil {
		return fewest, most
	}
	if a.Scaling.Max > 0 {
		most = a.Scaling.Max
	}
	if a.Scaling.Min > 0 {
		fewest = a.Scaling.Min
		most = max(most, fewest*boolInt(a.Scaling.Max == 0))
	} else {
		fewest = min(fewest, most)
	}
	if !p.Environment.Autoscaling {
		// Where nothing scales, an entry's wish for more than the tier gives would only cost.
		fewest = min(fewest, tier.Min)
		most = fewest
	}
	return fewest, most
}

func boolInt(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// RolloutOf is how a new revision of a arrives in the environment: the entry's own, else the tier's; a canary needs
// two replicas and no volumes, so without them it is a rolling update.
func (p *Platform) RolloutOf(a Agent) string {
	rollout := a.Rollout
	if rollout == "" {
		rollout = p.Environment.Tiers[a.Tier].Rollout
	}
	if fewest, _ := p.Replicas(a); rollout == "canary" && (fewest < 2 || len(a.Storage) > 0) {
		return "rolling"
	}
	return rollout
}

// Waves are the waves of the agents within their phase: an agent comes after those that it cannot start without.
// The second result is a cycle of start-up dependencies, first name repeated at its end, or nil.
func (p *Platform) Waves(targets map[string]Target) (waves map[string]int64, cycle []string) {
	waves = map[string]int64{}
	var path []string
	var visit func(name string) int64
	visit = func(name string) int64 {
		if wave, done := waves[name]; done {
			return wave
		}
		if at := slices.Index(path, name); at >= 0 {
			if cycle == nil {
				cycle = append(slices.Clone(path[at:]), name)
			}
			return 0
		}
		path = append(path, name)
		agent := p.Agents[name]
		wave := agent.Wave
		for _, dependency := range slices.Sorted(maps.Keys(agent.Dependencies)) {
			target, known := targets[dependency]
			if !known || target.Agent == nil || !agent.Dependencies[dependency].Startup || target.Agent.Phase != agent.Phase {
				continue
			}
			wave = max(wave, visit(target.Name())+1)
		}
		path = path[:len(path)-1]
		waves[name] = wave
		return wave
	}
	for _, name := range slices.Sorted(maps.Keys(p.Agents)) {
		visit(name)
	}
	return waves, cycle
}

// Suggest is `; did you mean "x"?` for the known name nearest to name, or a list of what is known when there are
// few, or "".
func Suggest[V any](name string, known map[string]V) string {
	names := slices.Sorted(maps.Keys(known))
	best, distance := "", len(name)/3+2
	for _, candidate := range names {
		if d := levenshtein.Distance(name, candidate, nil); d < distance {
			best, distance = candidate, d
		}
	}
	if best != "" {
		return fmt.Sprintf("; did you mean %q?", best)
	}
	if len(names) == 0 || len(names) > 12 {
		return ""
	}
	return "; known are " + strings.Join(names, ", ")
}
