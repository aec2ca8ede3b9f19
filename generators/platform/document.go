package platform

import "encoding/json"

// Document is the environment as plain data for rules: the description as it was written, overrides applied, and under
// "running" what the environment makes of each agent: where it runs, how many of it with what, whom it calls and who
// calls it.
func (env *Environment) Document() (map[string]any, error) {
	type edge struct {
		// Kind is agent or endpoint.
		Kind string `json:"kind"`
		// Namespace is where the far side runs, and Ports are its numbers by name.
		Namespace string           `json:"namespace"`
		Ports     map[string]int64 `json:"ports"`
		// Rendered is false for an endpoint that this platform only declares.
		Rendered bool `json:"rendered"`
	}
	edges := func(list []Edge) map[string]edge {
		byName := make(map[string]edge, len(list))
		for _, e := range list {
			far := edge{Ports: map[string]int64{}}
			if e.Agent != nil {
				far.Kind, far.Namespace, far.Rendered = "agent", e.Agent.Namespace, true
			} else {
				far.Kind, far.Namespace, far.Rendered = "endpoint", e.Endpoint.Namespace, e.Endpoint.Rendered
			}
			for _, port := range e.Ports {
				far.Ports[port.Name] = port.Port
			}
			byName[e.Name()] = far
		}
		return byName
	}
	running := map[string]any{}
	for _, a := range env.Running {
		running[a.Name] = map[string]any{
			"namespace": a.Namespace, "resources": a.Resources, "min": a.Min, "max": a.Max, "autoscaled": a.Autoscaled, "idle": a.Idle,
			"strategy": a.Strategy, "step": a.Step, "tier": a.TierPolicy, "calls": edges(a.Calls), "calledBy": edges(a.CalledBy),
		}
	}
	data, err := json.Marshal(env.Platform)
	if err != nil {
		return nil, err
	}
	document := map[string]any{}
	if err := json.Unmarshal(data, &document); err != nil {
		return nil, err
	}
	if data, err = json.Marshal(running); err != nil {
		return nil, err
	}
	var plain any
	err = json.Unmarshal(data, &plain)
	document["running"] = plain
	return document, err
}
