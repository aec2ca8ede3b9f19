package agent_test

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/schema"
)

// policy is the one NetworkPolicy of an agent.
func (r rendered) policy(t *testing.T) *networkingv1.NetworkPolicy {
	t.Helper()
	policies := all[networkingv1.NetworkPolicy](t, r, "NetworkPolicy")
	if len(policies) != 1 {
		t.Fatalf("%s: %d network policies", r.Name, len(policies))
	}
	return policies[0]
}

// Rules are compared as text: "<namespace> <labels>: <ports>", or the network instead of the pods.
func (r rendered) ingressRules(t *testing.T) []string {
	t.Helper()
	var rules []string
	for _, rule := range r.policy(t).Spec.Ingress {
		rules = append(rules, ruleText(t, rule.From, rule.Ports))
	}
	slices.Sort(rules)
	return rules
}

func (r rendered) egressRules(t *testing.T) []string {
	t.Helper()
	var rules []string
	for _, rule := range r.policy(t).Spec.Egress {
		rules = append(rules, ruleText(t, rule.To, rule.Ports))
	}
	slices.Sort(rules)
	return rules
}

func ruleText(t *testing.T, peers []networkingv1.NetworkPolicyPeer, ports []networkingv1.NetworkPolicyPort) string {
	t.Helper()
	var whom, which []string
	for _, p := range peers {
		switch {
		case p.IPBlock != nil && p.PodSelector == nil && p.NamespaceSelector == nil:
			text := p.IPBlock.CIDR
			if len(p.IPBlock.Except) > 0 {
				text += " except " + strings.Join(p.IPBlock.Except, ",")
			}
			whom = append(whom, text)
		case p.IPBlock == nil && p.PodSelector != nil && p.NamespaceSelector != nil:
			whom = append(whom, selectorText(t, p.NamespaceSelector, "kubernetes.io/metadata.name=")+" "+selectorText(t, p.PodSelector, ""))
		default:
			t.Errorf("the peer %+v is open to more than is meant", p)
		}
	}
	for _, p := range ports {
		if p.EndPort != nil || p.Port == nil || p.Protocol == nil || p.Port.IntVal == 0 {
			t.Errorf("the port %+v is open to more than is meant", p)
			continue
		}
		which = append(which, fmt.Sprintf("%s/%d", *p.Protocol, p.Port.IntVal))
	}
	if len(whom) == 0 || len(which) == 0 {
		t.Error("a rule without peers or ports allows all")
	}
	return strings.Join(whom, " or ") + ": " + strings.Join(which, " ")
}

func selectorText(t *testing.T, s *metav1.LabelSelector, drop string) string {
	t.Helper()
	if len(s.MatchExpressions) > 0 || len(s.MatchLabels) == 0 {
		t.Errorf("the selector %+v takes more than is meant", s)
	}
	return strings.TrimPrefix(labelText(s.MatchLabels), drop)
}

func labelText(labels map[string]string) string {
	var pairs []string
	for _, key := range slices.Sorted(maps.Keys(labels)) {
		pairs = append(pairs, key+"="+labels[key])
	}
	return strings.Join(pairs, ",")
}

// flows are the ports of each edge between two names, as the entries declare them: read from the entries alone, by way
// of aliases, dependencies, callers and models.
type flows map[[2]string]map[string]schema.ContainerPort

func declared(env *platform.Environment) flows {
	f := flows{}
	targets := env.Targets()
	running := map[string]bool{}
	for _, a := range env.Running {
		running[a.Name] = true
	}
	add := func(from, to string, all map[string]schema.ContainerPort, chosen []string) {
		edge := [2]string{from, to}
		if env.Endpoints[to].TeamPorts {
			chosen = []string{env.Agents[from].Team}
		}
		if f[edge] == nil {
			f[edge] = map[string]schema.ContainerPort{}
		}
		for name, port := range all {
			if len(chosen) == 0 || slices.Contains(chosen, name) {
				f[edge][name] = port
			}
		}
	}
	for _, a := range env.Running {
		for name, dependency := range a.Dependencies {
			target := targets[name]
			standsBack := env.Environment.Role == "standby" && a.Scaling != nil && a.Scaling.Queue != nil
			if target.Endpoint != nil && target.Endpoint.Consumes && standsBack {
				continue
			}
			add(a.Name, target.Name(), target.Ports(), dependency.Ports)
		}
		for name, caller := range a.Callers {
			if from := targets[name].Name(); running[from] {
				add(from, a.Name, a.Ports, caller.Ports)
			}
		}
		if _, chosen := a.Dependencies[env.ModelGateway]; !chosen && len(a.Models) > 0 {
			add(a.Name, env.ModelGateway, targets[env.ModelGateway].Ports(), nil)
		}
	}
	return f
}

// portText is how rules show ports: in the order of their names with http first, and the mesh's behind them.
func portText(ports map[string]schema.ContainerPort, mesh bool) string {
	var text []string
	for _, name := range slices.Sorted(maps.Keys(ports)) {
		one := fmt.Sprintf("%s/%d", ports[name].Protocol, ports[name].Port)
		if name == "http" {
			text = slices.Insert(text, 0, one)
		} else {
			text = append(text, one)
		}
	}
	if mesh {
		text = append(text, "TCP/15008")
	}
	return strings.Join(text, " ")
}

// place is where the pods behind a name are.
func place(env *platform.Environment, name string) string {
	if endpoint, known := env.Endpoints[name]; known {
		return endpoint.Namespace + " " + labelText(endpoint.Selector)
	}
	return "agents-" + env.Agents[name].Category + " app.kubernetes.io/name=" + name
}

// Both sides of every declared edge are open on its ports, and nothing else is.
func TestNetwork(t *testing.T) {
	edges := 0
	for _, env := range environments(t) {
		declaredFlows := declared(env)
		edges += len(declaredFlows)
		for _, r := range render(t, env) {
			t.Run(env.Environment.Name+"/"+r.Name, func(t *testing.T) {
				egress := []string{"kube-system k8s-app=kube-dns: UDP/53 TCP/53"}
				var ingress []string
				for edge, ports := range declaredFlows {
					if edge[0] == r.Name {
						egress = append(egress, place(env, edge[1])+": "+portText(ports, true))
					}
					if edge[1] == r.Name {
						ingress = append(ingress, place(env, edge[0])+": "+portText(ports, true))
					}
				}
				if len(r.Permissions) > 0 {
					egress = append(egress, strings.Join(env.Environment.Cluster.APIServer.CIDRs, " or ")+fmt.Sprintf(": TCP/%d", env.Environment.Cluster.APIServer.Port))
				}
				for _, external := range r.Egress {
					to := external.CIDR
					if external.Host != "" {
						to = "0.0.0.0/0 except 10.0.0.0/8,100.64.0.0/10,127.0.0.0/8,169.254.0.0/16,172.16.0.0/12,192.168.0.0/16"
					}
					egress = append(egress, fmt.Sprintf("%s: TCP/%d", to, external.Port))
				}
				if r.Exposure == "internal" || r.Exposure == "public" && env.Environment.Role != "standby" {
					first, _, _ := strings.Cut(portText(r.Ports, false), " ")
					ingress = append(ingress, place(env, "gateway")+": "+first+" TCP/15008")
				}
				if r.Metrics != nil {
					ingress = append(ingress, place(env, "prometheus")+": "+portText(map[string]schema.ContainerPort{"": r.Ports[r.Metrics.Port]}, true))
				}
				if probed := r.probed(t); len(probed) > 0 {
					ingress = append(ingress, "169.254.7.127/32: "+portText(probed, false))
				}
				slices.Sort(egress)
				slices.Sort(ingress)
				compare(t, "egress", r.egressRules(t), egress)
				compare(t, "ingress", r.ingressRules(t), ingress)
				policy := r.policy(t)
				if !slices.Equal(policy.Spec.PolicyTypes, []networkingv1.PolicyType{networkingv1.PolicyTypeIngress, networkingv1.PolicyTypeEgress}) {
					t.Errorf("policy types %v", policy.Spec.PolicyTypes)
				}
				for name, external := range r.Egress {
					if !strings.HasSuffix(policy.Annotations["egress.sutaz.ai/"+name], external.Reason) {
						t.Errorf("the reason for %s is lost", name)
					}
				}
			})
		}
	}
	if edges == 0 {
		t.Error("nobody calls anybody")
	}
}

// probed are the ports that the pod's probes ask.
func (r rendered) probed(t *testing.T) map[string]schema.ContainerPort {
	t.Helper()
	probed := map[string]schema.ContainerPort{}
	container := r.pods.template.Spec.Containers[0]
	for _, probe := range []*corev1.Probe{container.StartupProbe, container.LivenessProbe, container.ReadinessProbe} {
		if probe != nil && probe.HTTPGet != nil {
			probed[probe.HTTPGet.Port.StrVal] = r.Ports[probe.HTTPGet.Port.StrVal]
		}
		if probe != nil && probe.TCPSocket != nil {
			probed[probe.TCPSocket.Port.StrVal] = r.Ports[probe.TCPSocket.Port.StrVal]
		}
	}
	return probed
}

func compare(t *testing.T, what string, got, want []string) {
	t.Helper()
	for _, rule := range got {
		if !slices.Contains(want, rule) {
			t.Errorf("%s is open and nobody declares it: %s", what, rule)
		}
	}
	for _, rule := range want {
		if !slices.Contains(got, rule) {
			t.Errorf("%s is declared and closed: %s", what, rule)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d rules of %s, want %d", len(got), what, len(want))
	}
}

// Each policy is that of the agent's own pods, and of no other's.
func TestPolicySelectsTheAgent(t *testing.T) {
	t.Parallel()
	for _, env := range environments(t) {
		everyone := render(t, env)
		for _, r := range everyone {
			if got := podsOf(t, everyone, r.Namespace, &r.policy(t).Spec.PodSelector); !slices.Equal(got, []string{r.Name}) {
				t.Errorf("%s/%s: the policy is that of %v", env.Environment.Name, r.Name, got)
			}
		}
	}
}

// The internet is everything but what is private or the cluster's own, wherever that lies.
func TestInternet(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		cluster schema.Cluster
		extra   []string
	}{
		"inside private ranges": {schema.Cluster{PodCIDR: "10.64.0.0/14", ServiceCIDR: "172.20.0.0/16", NodeCIDR: "192.168.4.0/22", APIServer: schema.APIServer{CIDRs: []string{"100.64.1.0/24"}}}, nil},
		"public addresses": {schema.Cluster{PodCIDR: "30.0.0.0/14", ServiceCIDR: "31.0.0.0/16", NodeCIDR: "32.0.0.0/20", APIServer: schema.APIServer{CIDRs: []string{"33.0.0.1/32", "34.0.0.1/32"}}},
			[]string{"30.0.0.0/14", "31.0.0.0/16", "32.0.0.0/20", "33.0.0.1/32", "34.0.0.1/32"}},
		"one inside another": {schema.Cluster{PodCIDR: "30.0.0.0/14", ServiceCIDR: "30.1.0.0/16", NodeCIDR: "30.0.0.0/14", APIServer: schema.APIServer{CIDRs: []string{"30.2.0.0/24"}}}, []string{"30.0.0.0/14"}},
		"IPv6":               {schema.Cluster{PodCIDR: "fd00::/48", ServiceCIDR: "2001:db8::/108", NodeCIDR: "30.0.0.0/20", APIServer: schema.APIServer{CIDRs: []string{"fd01::/64"}}}, []string{"30.0.0.0/20"}},
	}
	private := []string{"10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			description := *environment(t, "production").Platform
			description.Environment.Cluster = test.cluster
			env := &platform.Environment{Platform: &description, Running: environment(t, "production").Running}
			r := one(t, env, "n8n", func(a *platform.Agent) {
				a.Egress = map[string]schema.External{"x": {Host: "example.com", Port: 443, Reason: "r"}}
			})
			want := "0.0.0.0/0 except " + strings.Join(slices.Concat(private, test.extra), ",") + ": TCP/443"
			if rules := r.egressRules(t); !slices.Contains(rules, want) {
				t.Errorf("got  %s\nwant %s", strings.Join(rules, "\n     "), want)
			}
			for _, rule := range r.policy(t).Spec.Egress {
				if block := rule.To[0].IPBlock; block != nil {
					within(t, *block)
				}
			}
		})
	}
}

// within says what the API server says: an exception lies inside its network.
func within(t *testing.T, block networkingv1.IPBlock) {
	t.Helper()
	network := netip.MustParsePrefix(block.CIDR)
	for _, text := range block.Except {
		if except := netip.MustParsePrefix(text); !network.Overlaps(except) || except.Bits() <= network.Bits() {
			t.Errorf("%s is not inside %s", text, block.CIDR)
		}
	}
}

// A Service leads to the pods of one agent, by the names of their ports.
func TestServices(t *testing.T) {
	t.Parallel()
	for _, env := range environments(t) {
		everyone := render(t, env)
		for _, r := range everyone {
			at := env.Environment.Name + "/" + r.Name
			services := all[corev1.Service](t, r, "Service")
			want := 0
			if len(r.Ports) > 0 {
				want++
			}
			if len(r.Storage) > 0 {
				want++
			}
			if len(services) != want {
				t.Errorf("%s: %d services, want %d", at, len(services), want)
			}
			ports := map[string]corev1.ContainerPort{}
			for _, port := range r.pods.template.Spec.Containers[0].Ports {
				ports[port.Name] = port
			}
			for _, service := range services {
				if got := podsOf(t, everyone, r.Namespace, &metav1.LabelSelector{MatchLabels: service.Spec.Selector}); !slices.Equal(got, []string{r.Name}) {
					t.Errorf("%s: service %s leads to %v", at, service.Name, got)
				}
				headless := service.Name == r.Name+"-pods"
				if (service.Spec.ClusterIP == "None") != headless || service.Spec.PublishNotReadyAddresses != headless || !headless && service.Spec.Type != corev1.ServiceTypeClusterIP {
					t.Errorf("%s: service %s is %+v", at, service.Name, service.Spec)
				}
				if near := service.Spec.TrafficDistribution; !headless && (near != nil) != (len(env.Environment.Zones) > 1) {
					t.Errorf("%s: traffic distribution %v in %d zones", at, near, len(env.Environment.Zones))
				}
				if len(service.Spec.Ports) != len(r.Ports) {
					t.Errorf("%s: service %s has %d ports, the container %d", at, service.Name, len(service.Spec.Ports), len(r.Ports))
				}
				for _, port := range service.Spec.Ports {
					target, there := ports[port.TargetPort.StrVal]
					if port.Name == "" || !there || target.Protocol != port.Protocol || target.ContainerPort != port.Port || port.AppProtocol == nil || port.NodePort != 0 {
						t.Errorf("%s: service %s has port %+v", at, service.Name, port)
					}
				}
				exposed := service.Annotations["sutaz.ai/exposure"]
				if shown := r.Exposure != "none" && !headless && (r.Exposure != "public" || env.Environment.Role != "standby"); shown != (exposed == r.Exposure) {
					t.Errorf("%s: service %s is exposed as %q, the entry says %s", at, service.Name, exposed, r.Exposure)
				}
			}
		}
	}
}

func TestAppProtocols(t *testing.T) {
	t.Parallel()
	for declared, want := range map[string]string{"http": "http", "http2": "kubernetes.io/h2c", "grpc": "grpc", "https": "https", "tcp": "tcp", "ws": "kubernetes.io/ws"} {
		r := one(t, environment(t, "production"), "n8n", func(a *platform.Agent) {
			a.Ports = map[string]schema.ContainerPort{"http": {Port: 80, Protocol: "TCP", AppProtocol: declared}}
		})
		for _, service := range all[corev1.Service](t, r, "Service") {
			if got := *service.Spec.Ports[0].AppProtocol; got != want {
				t.Errorf("%s becomes %q, not %q", declared, got, want)
			}
		}
	}
}

type serviceMonitor struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata"`
	Spec              struct {
		Selector     metav1.LabelSelector `json:"selector"`
		TargetLabels []string             `json:"targetLabels"`
		Endpoints    []struct {
			Port          string `json:"port"`
			Path          string `json:"path"`
			Interval      string `json:"interval"`
			ScrapeTimeout string `json:"scrapeTimeout"`
		} `json:"endpoints"`
	} `json:"spec"`
}

// What has metrics is scraped once, and nothing else is.
func TestServiceMonitors(t *testing.T) {
	t.Parallel()
	scraped := 0
	for _, env := range environments(t) {
		var services []*corev1.Service
		for _, r := range render(t, env) {
			services = append(services, all[corev1.Service](t, r, "Service")...)
		}
		for _, r := range render(t, env) {
			at := env.Environment.Name + "/" + r.Name
			monitors := all[serviceMonitor](t, r, "ServiceMonitor")
			if (len(monitors) == 1) != (r.Metrics != nil) || len(monitors) > 1 {
				t.Errorf("%s: %d monitors, metrics %+v", at, len(monitors), r.Metrics)
			}
			for _, monitor := range monitors {
				scraped++
				for key, value := range env.Environment.Prometheus {
					if monitor.Labels[key] != value {
						t.Errorf("%s: Prometheus does not see it without label %s=%s", at, key, value)
					}
				}
				var found []corev1.Service
				for _, service := range services {
					if service.Namespace == monitor.Namespace && selects(t, &monitor.Spec.Selector, service.Labels) {
						found = append(found, *service)
					}
				}
				if len(found) != 1 || found[0].Name != r.Name || len(monitor.Spec.Endpoints) != 1 {
					t.Errorf("%s: it finds %d services and has %d endpoints", at, len(found), len(monitor.Spec.Endpoints))
					continue
				}
				endpoint := monitor.Spec.Endpoints[0]
				if endpoint.Path != r.Metrics.Path || endpoint.Port != r.Metrics.Port ||
					!slices.ContainsFunc(found[0].Spec.Ports, func(p corev1.ServicePort) bool { return p.Name == endpoint.Port }) {
					t.Errorf("%s: it asks %s of port %s", at, endpoint.Path, endpoint.Port)
				}
			}
		}
	}
	if scraped == 0 {
		t.Error("no agent has metrics")
	}
}
