// Package upstream renders what goes with an operator or a service that its publisher delivers: Argo CD pulls the
// publisher's own manifests, and here are the ways through the network that its pods need, and what is scraped of them.
package upstream

import (
	"maps"
	"slices"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/part"
	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/schema"
)

// Kind is the kind of these components.
const Kind = "upstream"

// Components renders every upstream component of the environment.
func Components(env *platform.Environment) []object.Component {
	var components []object.Component
	for _, name := range slices.Sorted(maps.Keys(env.Upstreams)) {
		u := env.Upstreams[name]
		components = append(components, object.Component{
			Name: name, Kind: Kind, Phase: int(u.Phase), Wave: int(u.Wave), Tier: "critical", Project: "operators", Namespace: u.Namespace,
			Upstream: source(u), Objects: func() []object.Object { return objects(env, u) },
		})
	}
	return components
}

// source is where Argo CD finds the publisher's manifests.
func source(u schema.Upstream) *object.Upstream {
	s := &object.Upstream{ClusterKinds: groupKinds(clusterKinds), NamespacedKinds: groupKinds(namespacedKinds), Namespaces: u.AlsoIn}
	if u.Makes != nil {
		s.ClusterKinds = append(s.ClusterKinds, groupKinds(u.Makes.Cluster)...)
		s.NamespacedKinds = append(s.NamespacedKinds, groupKinds(u.Makes.Namespaced)...)
	}
	if u.Chart != nil {
		s.Repository, s.Chart, s.Version, s.Release, s.Values = u.Chart.Repository, u.Chart.Name, u.Chart.Version, u.Name, u.Chart.Values
		return s
	}
	s.Repository, s.Path, s.Version, s.Without = u.Manifests.Repository, u.Manifests.Path, u.Manifests.Version, u.Manifests.Without
	s.Also, s.Move = u.Manifests.Also, u.Manifests.Move
	for _, image := range slices.Sorted(maps.Keys(u.Manifests.Images)) {
		s.Images = append(s.Images, image+"="+u.Manifests.Images[image])
	}
	return s
}

// What every operator has.
var (
	clusterKinds = []string{
		"CustomResourceDefinition.apiextensions.k8s.io", "ClusterRole.rbac.authorization.k8s.io", "ClusterRoleBinding.rbac.authorization.k8s.io",
		"MutatingWebhookConfiguration.admissionregistration.k8s.io", "ValidatingWebhookConfiguration.admissionregistration.k8s.io",
	}
	namespacedKinds = []string{
		"ConfigMap", "Deployment.apps", "PodDisruptionBudget.policy", "Role.rbac.authorization.k8s.io", "RoleBinding.rbac.authorization.k8s.io",
		"Service", "ServiceAccount",
	}
)

func groupKinds(names []string) []metav1.GroupKind {
	kinds := make([]metav1.GroupKind, len(names))
	for i, name := range names {
		kinds[i].Kind, kinds[i].Group, _ = strings.Cut(name, ".")
	}
	return kinds
}

func objects(env *platform.Environment, u schema.Upstream) []object.Object {
	labels := map[string]string{
		"app.kubernetes.io/part-of": "sutaz", "app.kubernetes.io/managed-by": "sutaz", "app.kubernetes.io/name": u.Name,
		"sutaz.ai/team": u.Team, "sutaz.ai/cost-centre": env.Teams[u.Team].CostCentre,
	}
	var all []object.Object
	for _, group := range slices.Sorted(maps.Keys(u.Pods)) {
		pods, name := u.Pods[group], u.Name+"-"+group
		in, out := ingress(env, u, group), egress(env, u, pods)
		if pods.Between != nil {
			from, to := part.Between(part.Pods(u.Namespace, pods.Selector), *pods.Between)
			in, out = append(in, from), append(out, to)
		}
		all = append(all, part.NetworkPolicy(name, u.Namespace, labels, part.EgressReasons(outside(env, pods)), pods.Selector, in, out))
		if pods.Metrics != nil {
			all = append(all, part.PodMonitor(env, name, u.Namespace, labels, pods.Selector, *pods.Metrics))
		}
	}
	return all
}

// ingress is what its own other pods, other components, the API server, Prometheus and the kubelet ask.
func ingress(env *platform.Environment, u schema.Upstream, group string) []*part.Ingress {
	pods := u.Pods[group]
	var rules []*part.Ingress
	for _, other := range slices.Sorted(maps.Keys(u.Pods)) {
		if call, calls := u.Pods[other].Calls[group]; calls {
			rules = append(rules, part.From(part.Pods(u.Namespace, u.Pods[other].Selector), platform.PortsNamed(pods.Ports, call.Ports)...))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(env.Upstreams)) {
		other := env.Upstreams[name]
		for _, caller := range slices.Sorted(maps.Keys(other.Pods)) {
			call, calls := other.Pods[caller].Calls[u.Name]
			if ports := platform.PortsNamed(pods.Ports, call.Ports); calls && len(ports) > 0 && toComponent(env, other, u.Name) {
				rules = append(rules, part.From(part.Pods(other.Namespace, other.Pods[caller].Selector), ports...))
			}
		}
	}
	if len(pods.Webhooks) > 0 {
		rules = append(rules, part.FromAPIServer(env.Environment.Cluster, platform.PortsNamed(pods.Ports, pods.Webhooks)...))
	}
	if len(pods.Machines) > 0 {
		rules = append(rules, part.FromMachines(env.Environment.Cluster, platform.PortsNamed(pods.Ports, pods.Machines)...))
	}
	if pods.Metrics != nil {
		rules = append(rules, part.From(part.Endpoint(env.Endpoints["prometheus"]), platform.PortsNamed(pods.Ports, []string{pods.Metrics.Port})...))
	}
	if len(pods.Ports) > 0 {
		rules = append(rules, part.FromKubelet(platform.SortedPorts(pods.Ports)...))
	}
	return rules
}

// toComponent says whether a call of u leads to another upstream component: its own pods and endpoints go first.
func toComponent(env *platform.Environment, u schema.Upstream, name string) bool {
	_, own := u.Pods[name]
	_, endpoint := env.Endpoints[name]
	_, component := env.Upstreams[name]
	return component && !own && !endpoint
}

func egress(env *platform.Environment, u schema.Upstream, pods schema.UpstreamPods) []*part.Egress {
	rules := []*part.Egress{part.ToDNS()}
	if pods.API {
		rules = append(rules, part.ToAPIServer(env.Environment.Cluster))
	}
	for _, name := range slices.Sorted(maps.Keys(pods.Calls)) {
		ports := pods.Calls[name].Ports
		if own, is := u.Pods[name]; is {
			rules = append(rules, part.To(part.Pods(u.Namespace, own.Selector), platform.PortsNamed(own.Ports, ports)...))
			continue
		}
		if toComponent(env, u, name) {
			other := env.Upstreams[name]
			for _, group := range slices.Sorted(maps.Keys(other.Pods)) {
				if called := platform.PortsNamed(other.Pods[group].Ports, ports); len(called) > 0 {
					rules = append(rules, part.To(part.Pods(other.Namespace, other.Pods[group].Selector), called...))
				}
			}
			continue
		}
		endpoint := env.Endpoints[name]
		ports = schema.Target{Endpoint: &endpoint}.PortNames(u.Team, ports)
		rules = append(rules, part.To(part.Endpoint(endpoint), platform.PortsNamed(endpoint.Ports, ports)...))
	}
	for _, store := range slices.Sorted(slices.Values(pods.Operates)) {
		rules = append(rules, part.ToOperated(env, store)...)
	}
	outside := outside(env, pods)
	for _, name := range slices.Sorted(maps.Keys(outside)) {
		rules = append(rules, part.ToExternal(env.Environment.Cluster, outside[name]))
	}
	return rules
}

// outside are the destinations outside the cluster: what is declared of the pods, and the object stores where they use them.
func outside(env *platform.Environment, pods schema.UpstreamPods) map[string]schema.External {
	if !pods.ObjectStores {
		return pods.Egress
	}
	all := part.ObjectStores(env)
	maps.Copy(all, pods.Egress)
	return all
}

// Source is the description of the pods that an object is for.
func Source(component string, o object.Object, _ []string) []string {
	return []string{"upstreams", component, "pods", strings.TrimPrefix(o.Key().Name, component+"-")}
}
