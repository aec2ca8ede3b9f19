package agent

import (
	"maps"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	core "k8s.io/client-go/applyconfigurations/core/v1"

	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/part"
	"github.com/sutazai/sutaz/generators/platform"
)

// service is the address of the agent.
func (r renderer) service() object.Object {
	if len(r.Ports) == 0 {
		return nil
	}
	spec := core.ServiceSpec().WithType(corev1.ServiceTypeClusterIP).WithSelector(r.selector()).WithPorts(part.ServicePorts(r.Ports)...)
	if r.TierPolicy.Spread {
		spec.WithTrafficDistribution(part.TrafficZone)
	}
	service := core.Service(r.Name, r.Namespace).WithLabels(r.labels()).WithSpec(spec)
	if exposure := r.exposure(); exposure != "none" {
		service.WithAnnotations(map[string]string{"sutaz.ai/exposure": exposure})
	}
	return object.From(service)
}

// headless gives each pod of a StatefulSet a name.
func (r renderer) headless() object.Object {
	if len(r.Storage) == 0 {
		return nil
	}
	return part.Headless(r.Name, r.Namespace, r.labels(), r.selector(), r.Ports)
}

// exposure is the entry's; a standby shows nothing to the public.
func (r renderer) exposure() string {
	if r.standby() && r.Exposure == "public" {
		return "none"
	}
	return r.Exposure
}

// networkPolicy opens exactly the declared edges. Everything else is closed by the namespace.
func (r renderer) networkPolicy() object.Object {
	return part.NetworkPolicy(r.Name, r.Namespace, r.labels(), part.EgressReasons(r.Egress), r.selector(), r.ingress(), r.egress())
}

func (r renderer) ingress() []*part.Ingress {
	var rules []*part.Ingress
	for _, edge := range r.CalledBy {
		rules = append(rules, part.From(part.Agent(edge.Agent), edge.Ports...))
	}
	if r.exposure() != "none" {
		rules = append(rules, part.From(part.Endpoint(r.env.Endpoints["gateway"]), platform.SortedPorts(r.Ports)[0]))
	}
	if r.Metrics != nil {
		rules = append(rules, part.From(part.Endpoint(r.env.Endpoints["prometheus"]), platform.NamedPort{Name: r.Metrics.Port, ContainerPort: r.Ports[r.Metrics.Port]}))
	}
	if probed := r.probedPorts(); len(probed) > 0 {
		rules = append(rules, part.FromKubelet(probed...))
	}
	return rules
}

// probedPorts are the ports that the kubelet asks.
func (r renderer) probedPorts() []platform.NamedPort {
	if len(r.Ports) == 0 {
		return nil
	}
	asked := map[string]bool{}
	startup, liveness, readiness := r.probes()
	for _, probe := range []*core.ProbeApplyConfiguration{startup, liveness, readiness} {
		if probe.HTTPGet != nil {
			asked[probe.HTTPGet.Port.StrVal] = true
		}
		if probe.TCPSocket != nil {
			asked[probe.TCPSocket.Port.StrVal] = true
		}
	}
	return slices.DeleteFunc(platform.SortedPorts(r.Ports), func(p platform.NamedPort) bool { return !asked[p.Name] })
}

func (r renderer) egress() []*part.Egress {
	rules := []*part.Egress{part.ToDNS()}
	for _, edge := range r.Calls {
		rules = append(rules, part.To(part.Called(edge), edge.Ports...))
	}
	if len(r.Permissions) > 0 {
		rules = append(rules, part.ToAPIServer(r.env.Environment.Cluster))
	}
	for _, name := range slices.Sorted(maps.Keys(r.Egress)) {
		rules = append(rules, part.ToExternal(r.env.Environment.Cluster, r.Egress[name]))
	}
	return rules
}

// serviceMonitor is there only when there is something to scrape.
func (r renderer) serviceMonitor() object.Object {
	if r.Metrics == nil {
		return nil
	}
	metadata := r.metadata(r.Name)
	for key, value := range r.env.Environment.Prometheus {
		metadata["labels"].(map[string]any)[key] = value
	}
	return object.Object{"apiVersion": "monitoring.coreos.com/v1", "kind": "ServiceMonitor", "metadata": metadata, "spec": map[string]any{
		"selector":     map[string]any{"matchLabels": map[string]any{"app.kubernetes.io/name": r.Name, "app.kubernetes.io/component": r.Workload}},
		"endpoints":    []any{map[string]any{"port": r.Metrics.Port, "path": r.Metrics.Path, "interval": "30s", "scrapeTimeout": "10s"}},
		"targetLabels": []any{labelTeam, labelTier},
	}}
}

// secretKeys are the agent's own secrets and its credentials for what it calls, by the variable that gets each; sorted.
func (r renderer) secretKeys() []part.Remote {
	var keys []part.Remote
	for _, name := range slices.Sorted(maps.Keys(r.Secrets)) {
		for variable, property := range r.Secrets[name].Keys {
			keys = append(keys, part.Remote{Key: variable, Path: r.Secrets[name].Path, Property: property})
		}
	}
	for _, edge := range r.Calls {
		if edge.Endpoint == nil || edge.Endpoint.Credentials == nil {
			continue
		}
		path := part.CredentialsPath(edge.Endpoint.Credentials, r.Name)
		for variable, property := range edge.Endpoint.Credentials.Keys {
			keys = append(keys, part.Remote{Key: variable, Path: path, Property: property})
		}
	}
	slices.SortFunc(keys, func(a, b part.Remote) int { return strings.Compare(a.Key, b.Key) })
	return keys
}
