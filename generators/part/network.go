// Package part makes the pieces of which components of several kinds consist: the rules of network policies, what is
// asked of the secret store, and what Prometheus scrapes.
package part

import (
	"net/netip"
	"slices"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
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

// Short names of client-go's types.
type (
	// Peer is one side of a rule.
	Peer = networking.NetworkPolicyPeerApplyConfiguration
	// Ingress is one rule for what comes in.
	Ingress = networking.NetworkPolicyIngressRuleApplyConfiguration
	// Egress is one rule for what goes out.
	Egress = networking.NetworkPolicyEgressRuleApplyConfiguration
)

// NetworkPolicy opens exactly the given rules to the pods with the labels of selector. Everything else is closed by the
// namespace.
func NetworkPolicy(name, namespace string, labels, annotations, selector map[string]string, in []*Ingress, out []*Egress) object.Object {
	policy := networking.NetworkPolicy(name, namespace).WithLabels(labels).WithSpec(networking.NetworkPolicySpec().
		WithPodSelector(meta.LabelSelector().WithMatchLabels(selector)).
		WithPolicyTypes(networkingv1.PolicyTypeIngress, networkingv1.PolicyTypeEgress).
		WithIngress(in...).WithEgress(out...))
	if len(annotations) > 0 {
		policy.WithAnnotations(annotations)
	}
	return object.From(policy)
}

// From allows pods of the mesh to call ports.
func From(from *Peer, ports ...platform.NamedPort) *Ingress {
	return networking.NetworkPolicyIngressRule().WithFrom(from).WithPorts(policyPorts(true, ports)...)
}

// FromKubelet allows the kubelet to ask ports.
func FromKubelet(ports ...platform.NamedPort) *Ingress {
	return networking.NetworkPolicyIngressRule().WithFrom(networking.NetworkPolicyPeer().
		WithIPBlock(networking.IPBlock().WithCIDR(kubeletInMesh))).WithPorts(policyPorts(false, ports)...)
}

// FromAPIServer allows the API servers to call webhooks; they are in no mesh.
func FromAPIServer(cluster schema.Cluster, ports ...platform.NamedPort) *Ingress {
	return networking.NetworkPolicyIngressRule().WithFrom(apiServers(cluster)...).WithPorts(policyPorts(false, ports)...)
}

// FromMachines allows processes of the machines themselves to open ports; they are in no mesh.
func FromMachines(cluster schema.Cluster, ports ...platform.NamedPort) *Ingress {
	return networking.NetworkPolicyIngressRule().WithFrom(networking.NetworkPolicyPeer().
		WithIPBlock(networking.IPBlock().WithCIDR(cluster.NodeCIDR))).WithPorts(policyPorts(false, ports)...)
}

// Between allows pods of the mesh with the same labels to call each other on a run of ports: what comes in, and what goes
// out.
func Between(pods *Peer, ports schema.PortRange) (*Ingress, *Egress) {
	all := policyPorts(true, []platform.NamedPort{Port("", ports.First, "TCP")})
	all[0].WithEndPort(int32(ports.Last))
	return networking.NetworkPolicyIngressRule().WithFrom(pods).WithPorts(all...), networking.NetworkPolicyEgressRule().WithTo(pods).WithPorts(all...)
}

// To allows calls to pods of the mesh.
func To(to *Peer, ports ...platform.NamedPort) *Egress {
	return networking.NetworkPolicyEgressRule().WithTo(to).WithPorts(policyPorts(true, ports)...)
}

// ToDNS allows questions to the cluster's DNS.
func ToDNS() *Egress {
	return networking.NetworkPolicyEgressRule().WithTo(Pods("kube-system", map[string]string{"k8s-app": "kube-dns"})).
		WithPorts(policyPorts(false, []platform.NamedPort{Port("", 53, "UDP"), Port("", 53, "TCP")})...)
}

// ToAPIServer allows calls to the API servers.
func ToAPIServer(cluster schema.Cluster) *Egress {
	return networking.NetworkPolicyEgressRule().WithTo(apiServers(cluster)...).
		WithPorts(policyPorts(false, []platform.NamedPort{Port("", cluster.APIServer.Port, "TCP")})...)
}

// ToExternal allows calls to a destination outside the cluster. A policy cannot hold a host, so there its port is opened
// to the internet.
func ToExternal(cluster schema.Cluster, external schema.External) *Egress {
	block := networking.IPBlock().WithCIDR(external.CIDR)
	if external.Host != "" {
		block = networking.IPBlock().WithCIDR("0.0.0.0/0").WithExcept(notInternet(cluster)...)
	}
	return networking.NetworkPolicyEgressRule().WithTo(networking.NetworkPolicyPeer().WithIPBlock(block)).
		WithPorts(policyPorts(false, []platform.NamedPort{Port("", external.Port, "TCP")})...)
}

// ObjectStores are the ways to all object stores, by name: what makes copies writes them, and reads them back.
func ObjectStores(env *platform.Environment) map[string]schema.External {
	ways := map[string]schema.External{}
	for name, store := range env.ObjectStores {
		ways["object-store-"+name] = schema.External{Host: store.Host, Port: store.Port, Reason: "copies of data in bucket " + store.Bucket}
	}
	return ways
}

// Port is a port that nobody declared.
func Port(name string, number int64, protocol string) platform.NamedPort {
	return platform.NamedPort{Name: name, ContainerPort: schema.ContainerPort{Port: number, Protocol: protocol}}
}

// Pods are the pods with labels in a namespace.
func Pods(namespace string, labels map[string]string) *Peer {
	return networking.NetworkPolicyPeer().
		WithNamespaceSelector(meta.LabelSelector().WithMatchLabels(map[string]string{corev1.LabelMetadataName: namespace})).
		WithPodSelector(meta.LabelSelector().WithMatchLabels(labels))
}

// Agent are the pods of an agent.
func Agent(a *platform.Agent) *Peer {
	return Pods(a.Namespace, map[string]string{"app.kubernetes.io/name": a.Name})
}

// Endpoint are the pods behind an endpoint.
func Endpoint(e schema.Endpoint) *Peer { return Pods(e.Namespace, e.Selector) }

// Called are the pods on the far side of an edge.
func Called(edge platform.Edge) *Peer {
	if edge.Agent != nil {
		return Agent(edge.Agent)
	}
	return Endpoint(*edge.Endpoint)
}

func apiServers(cluster schema.Cluster) []*Peer {
	var peers []*Peer
	for _, cidr := range cluster.APIServer.CIDRs {
		peers = append(peers, networking.NetworkPolicyPeer().WithIPBlock(networking.IPBlock().WithCIDR(cidr)))
	}
	return peers
}

// notInternet are the networks that a host on the internet never has: private, shared, link-local, loopback, and
// the cluster's own.
func notInternet(cluster schema.Cluster) []string {
	networks := []netip.Prefix{}
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
