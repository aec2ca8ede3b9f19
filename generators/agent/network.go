package agent

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
	core "k8s.io/client-go/applyconfigurations/core/v1"
	meta "k8s.io/client-go/applyconfigurations/meta/v1"
	networking "k8s.io/client-go/applyconfigurations/networking/v1"

	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/schema"
)

// hbone is the port by which pods of the ambient mesh reach each other; the real port is inside.
const hbone = 15008

// kubeletInMesh is where the kubelet's probes come from in an ambient mesh.
const kubeletInMesh = "169.254.7.127/32"

// trafficZone keeps requests in the zone while it has endpoints; the name is that of Kubernetes 1.34 and later.
const trafficZone = "PreferSameZone"

// service is the address of the agent.
func (r renderer) service() object.Object {
	if len(r.Ports) == 0 {
		return nil
	}
	spec := core.ServiceSpec().WithType(corev1.ServiceTypeClusterIP).WithSelector(r.selector()).WithPorts(r.servicePorts()...)
	if r.TierPolicy.Spread {
		spec.WithTrafficDistribution(trafficZone)
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
	spec := core.ServiceSpec().WithClusterIP(corev1.ClusterIPNone).WithSelector(r.selector()).WithPublishNotReadyAddresses(true).WithPorts(r.servicePorts()...)
	// Another component label, so that a ServiceMonitor finds one Service and not both.
	labels := r.labels()
	labels["app.kubernetes.io/component"] = "pods"
	return object.From(core.Service(r.Name+"-pods", r.Namespace).WithLabels(labels).WithSpec(spec))
}

func (r renderer) servicePorts() []*core.ServicePortApplyConfiguration {
	var ports []*core.ServicePortApplyConfiguration
	for _, port := range platform.SortedPorts(r.Ports) {
		ports = append(ports, core.ServicePort().WithName(port.Name).WithPort(int32(port.Port)).
			WithTargetPort(intstr.FromString(port.Name)).WithProtocol(corev1.Protocol(port.Protocol)).WithAppProtocol(appProtocol(port.AppProtocol)))
	}
	return ports
}

// appProtocol is the name that Kubernetes gives a protocol where it has one of its own.
func appProtocol(name string) string {
	switch name {
	case "http2":
		return "kubernetes.io/h2c"
	case "ws":
		return "kubernetes.io/ws"
	}
	return name
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
	spec := networking.NetworkPolicySpec().
		WithPodSelector(meta.LabelSelector().WithMatchLabels(r.selector())).
		WithPolicyTypes(networkingv1.PolicyTypeIngress, networkingv1.PolicyTypeEgress).
		WithIngress(r.ingress()...).WithEgress(r.egress()...)
	policy := networking.NetworkPolicy(r.Name, r.Namespace).WithLabels(r.labels()).WithSpec(spec)
	annotations := map[string]string{}
	for name, external := range r.Egress {
		destination := external.CIDR
		if external.Host != "" {
			destination = external.Host
		}
		annotations["egress.sutaz.ai/"+name] = fmt.Sprintf("%s:%d, %s", destination, external.Port, external.Reason)
	}
	if len(annotations) > 0 {
		policy.WithAnnotations(annotations)
	}
	return object.From(policy)
}

func (r renderer) ingress() []*networking.NetworkPolicyIngressRuleApplyConfiguration {
	var rules []*networking.NetworkPolicyIngressRuleApplyConfiguration
	allow := func(from *networking.NetworkPolicyPeerApplyConfiguration, mesh bool, ports ...platform.NamedPort) {
		rules = append(rules, networking.NetworkPolicyIngressRule().WithFrom(from).WithPorts(policyPorts(mesh, ports)...))
	}
	for _, edge := range r.CalledBy {
		allow(agentPeer(edge.Agent), true, edge.Ports...)
	}
	ports := platform.SortedPorts(r.Ports)
	if r.exposure() != "none" {
		allow(endpointPeer(r.env.Endpoints["gateway"]), true, ports[0])
	}
	if r.Metrics != nil {
		allow(endpointPeer(r.env.Endpoints["prometheus"]), true, platform.NamedPort{Name: r.Metrics.Port, ContainerPort: r.Ports[r.Metrics.Port]})
	}
	if probed := r.probedPorts(); len(probed) > 0 {
		allow(networking.NetworkPolicyPeer().WithIPBlock(networking.IPBlock().WithCIDR(kubeletInMesh)), false, probed...)
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

func (r renderer) egress() []*networking.NetworkPolicyEgressRuleApplyConfiguration {
	dns := []platform.NamedPort{
		{ContainerPort: schema.ContainerPort{Port: 53, Protocol: "UDP"}},
		{ContainerPort: schema.ContainerPort{Port: 53, Protocol: "TCP"}},
	}
	rules := []*networking.NetworkPolicyEgressRuleApplyConfiguration{networking.NetworkPolicyEgressRule().
		WithTo(peer("kube-system", map[string]string{"k8s-app": "kube-dns"})).WithPorts(policyPorts(false, dns)...)}
	for _, edge := range r.Calls {
		to := endpointPeerOf(edge)
		rules = append(rules, networking.NetworkPolicyEgressRule().WithTo(to).WithPorts(policyPorts(true, edge.Ports)...))
	}
	tcp := func(port int64) []platform.NamedPort {
		return []platform.NamedPort{{ContainerPort: schema.ContainerPort{Port: port, Protocol: "TCP"}}}
	}
	if len(r.Permissions) > 0 {
		rule := networking.NetworkPolicyEgressRule().WithPorts(policyPorts(false, tcp(r.env.Environment.Cluster.APIServer.Port))...)
		for _, cidr := range r.env.Environment.Cluster.APIServer.CIDRs {
			rule.WithTo(networking.NetworkPolicyPeer().WithIPBlock(networking.IPBlock().WithCIDR(cidr)))
		}
		rules = append(rules, rule)
	}
	for _, name := range slices.Sorted(maps.Keys(r.Egress)) {
		external := r.Egress[name]
		block := networking.IPBlock().WithCIDR(external.CIDR)
		if external.Host != "" {
			block = networking.IPBlock().WithCIDR("0.0.0.0/0").WithExcept(r.notInternet()...)
		}
		rules = append(rules, networking.NetworkPolicyEgressRule().
			WithTo(networking.NetworkPolicyPeer().WithIPBlock(block)).WithPorts(policyPorts(false, tcp(external.Port))...))
	}
	return rules
}

// notInternet are the networks that a host on the internet never has: private, shared, link-local, loopback, and
// the cluster's own.
func (r renderer) notInternet() []string {
	networks := []netip.Prefix{}
	cluster := r.env.Environment.Cluster
	for _, cidr := range append([]string{"10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16",
		cluster.PodCIDR, cluster.ServiceCIDR, cluster.NodeCIDR}, cluster.APIServer.CIDRs...) {
		prefix, err := netip.ParsePrefix(cidr)
		if err != nil || !prefix.Addr().Is4() {
			continue // An IPv4 rule never reaches an IPv6 network.
		}
		if !slices.ContainsFunc(networks, func(n netip.Prefix) bool { return n.Bits() <= prefix.Bits() && n.Contains(prefix.Addr()) }) {
			networks = append(networks, prefix)
		}
	}
	out := make([]string, len(networks))
	for i, network := range networks {
		out[i] = network.String()
	}
	return out
}

func policyPorts(mesh bool, ports []platform.NamedPort) []*networking.NetworkPolicyPortApplyConfiguration {
	var out []*networking.NetworkPolicyPortApplyConfiguration
	for _, port := range ports {
		out = append(out, networking.NetworkPolicyPort().WithProtocol(corev1.Protocol(port.Protocol)).WithPort(intstr.FromInt32(int32(port.Port))))
	}
	if mesh {
		out = append(out, networking.NetworkPolicyPort().WithProtocol(corev1.ProtocolTCP).WithPort(intstr.FromInt32(hbone)))
	}
	return out
}

func peer(namespace string, labels map[string]string) *networking.NetworkPolicyPeerApplyConfiguration {
	return networking.NetworkPolicyPeer().
		WithNamespaceSelector(meta.LabelSelector().WithMatchLabels(map[string]string{corev1.LabelMetadataName: namespace})).
		WithPodSelector(meta.LabelSelector().WithMatchLabels(labels))
}

func agentPeer(a *platform.Agent) *networking.NetworkPolicyPeerApplyConfiguration {
	return peer(a.Namespace, map[string]string{"app.kubernetes.io/name": a.Name})
}

func endpointPeer(e schema.Endpoint) *networking.NetworkPolicyPeerApplyConfiguration {
	return peer(e.Namespace, e.Selector)
}

func endpointPeerOf(edge platform.Edge) *networking.NetworkPolicyPeerApplyConfiguration {
	if edge.Agent != nil {
		return agentPeer(edge.Agent)
	}
	return endpointPeer(*edge.Endpoint)
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

// secretKey is one environment variable that comes from the secret store.
type secretKey struct{ variable, path, property string }

// secretKeys are the agent's own secrets and its credentials for what it calls, sorted by variable.
func (r renderer) secretKeys() []secretKey {
	var keys []secretKey
	for _, name := range slices.Sorted(maps.Keys(r.Secrets)) {
		for variable, property := range r.Secrets[name].Keys {
			keys = append(keys, secretKey{variable, r.Secrets[name].Path, property})
		}
	}
	for _, edge := range r.Calls {
		if edge.Endpoint == nil || edge.Endpoint.Credentials == nil {
			continue
		}
		path := strings.ReplaceAll(edge.Endpoint.Credentials.Path, "{agent}", r.Name)
		for variable, property := range edge.Endpoint.Credentials.Keys {
			keys = append(keys, secretKey{variable, path, property})
		}
	}
	slices.SortFunc(keys, func(a, b secretKey) int { return strings.Compare(a.variable, b.variable) })
	return keys
}
