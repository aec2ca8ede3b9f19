package platform

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Shown is one effective value of an agent, and where it comes from.
type Shown struct {
	// Field is the path in the entry, or the name of what the environment makes of it.
	Field string
	// Value is the value as people read it.
	Value string
	// Source is the file, line and column that decide it, or says that the schema does.
	Source string
}

const fromSchema = "default of the schema"

// Explain lists what an agent is in the environment: first what sizes, tiers and teams give it, then its entry with
// defaults and overrides, then whom it calls and who calls it.
func (env *Environment) Explain(a *Agent) []Shown {
	var all []Shown
	add := func(field string, value any, path ...string) {
		source := fromSchema
		if at := env.Origin(path...); at.File != "" {
			source = at.String()
		}
		all = append(all, Shown{field, fmt.Sprint(value), source})
	}
	// own is the path of a field of the entry when it is written there, else the path of what stands in for it.
	own := func(instead []string, path ...string) []string {
		path = append([]string{"agents", a.Name}, path...)
		if env.Origin(path...).File != "" {
			return path
		}
		return instead
	}
	tier := func(field ...string) []string {
		return append([]string{"environment", "tiers", a.Tier}, field...)
	}
	size := func(field ...string) []string {
		return append([]string{"environment", "sizes", a.Size}, field...)
	}
	add("namespace", a.Namespace, "agents", a.Name, "category")
	add("requests", a.Resources.Requests.CPU+" "+a.Resources.Requests.Memory, size("requests")...)
	add("limits", a.Resources.Limits.CPU+" "+a.Resources.Limits.Memory, size("limits")...)
	add("replicas.min", a.Min, own(tier("min"), "scaling", "min")...)
	add("replicas.max", a.Max, own(tier("max"), "scaling", "max")...)
	add("autoscaled", a.Autoscaled, "environment", "autoscaling")
	add("priorityClass", a.TierPolicy.PriorityClass, tier("priorityClass")...)
	add("capacity", strings.Join(a.TierPolicy.Capacity, ", "), tier("capacity")...)
	add("strategy", a.Strategy, own(tier("rollout"), "rollout")...)
	add("objective.availability", a.Objective.Availability, own(tier("slo", "availability"), "slo", "availability")...)
	add("objective.latency", a.Objective.Latency, own(tier("slo", "latency"), "slo", "latency")...)
	add("payer", a.Payer, own([]string{"teams", a.Team, "costCentre"}, "costCentre")...)
	leaves(a.Agent, func(path []string, value string) {
		if path[0] == "name" {
			return // The key of the entry; it is the heading.
		}
		add(dotted(path), value, append([]string{"agents", a.Name}, path...)...)
	})
	for _, edge := range a.Calls {
		what := "agent"
		if edge.Endpoint != nil {
			what = "endpoint"
			if !edge.Endpoint.Rendered {
				what = "endpoint, not rendered yet"
			}
		}
		instead := []string{"agents", a.Name, "models"}
		if edge.Agent != nil {
			instead = []string{"agents", edge.Name(), "callers", a.Name}
		}
		add("calls "+edge.Name(), what, own(instead, "dependencies", edge.Name())...)
	}
	for _, edge := range a.CalledBy {
		add("called by "+edge.Name(), "agent", own([]string{"agents", edge.Name(), "dependencies", a.Name}, "callers", edge.Name())...)
	}
	return all
}

// ExplainSettings lists what the environment says of itself: its zones, sizes, tiers, nodes and addresses.
func (env *Environment) ExplainSettings() []Shown {
	var all []Shown
	leaves(env.Environment, func(path []string, value string) {
		source := fromSchema
		if at := env.Origin(append([]string{"environment"}, path...)...); at.File != "" {
			source = at.String()
		}
		all = append(all, Shown{dotted(path), value, source})
	})
	return all
}

// leaves calls f for every scalar of a part of the model, in the order of the fields' names, with its path.
func leaves(part any, f func(path []string, value string)) {
	data, err := json.Marshal(part)
	var fields any
	if err == nil {
		err = json.Unmarshal(data, &fields)
	}
	if err != nil {
		panic(err) // Plain data: it has just been read from JSON.
	}
	var walk func(path []string, value any)
	walk = func(path []string, value any) {
		switch v := value.(type) {
		case map[string]any:
			for _, name := range slices.Sorted(maps.Keys(v)) {
				walk(append(slices.Clip(path), name), v[name])
			}
			if len(v) == 0 && len(path) > 0 {
				f(path, "{}")
			}
		case []any:
			for i, item := range v {
				walk(append(slices.Clip(path), strconv.Itoa(i)), item)
			}
		default:
			// A file has lines; a table has one.
			text, _, cut := strings.Cut(fmt.Sprint(v), "\n")
			if cut {
				text += " …"
			}
			f(path, text)
		}
	}
	walk(nil, fields)
}
