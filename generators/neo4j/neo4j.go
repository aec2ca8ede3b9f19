// Package neo4j renders a Neo4j server, or a cluster of them. Each server is a release of the publisher's chart and an
// Application of its own; what they have in common is one component beside them: the address, the budget, the users of
// clients, and the copies.
package neo4j

import (
	"fmt"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/part"
	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/schema"
)

// Kind is the kind of these components.
const Kind = "neo4j"

// uid is the user and group of the image.
const uid = 7474

// The ports of a server beside that of clients, which the endpoint says.
var (
	backupPort  = part.Port("backup", 6362, "TCP")
	metricsPort = part.Port("metrics", 2004, "TCP")
	// peerPorts are transactions and discovery, consensus, and routing on the server's side.
	peerPorts = []platform.NamedPort{part.Port("cluster", 6000, "TCP"), part.Port("raft", 7000, "TCP"), part.Port("routing", 7688, "TCP")}
)

// Components renders every store of the kind: what is common, and each server.
func Components(env *platform.Environment) []object.Component {
	var components []object.Component
	for _, s := range part.Stores(env, func(s schema.Store) bool { return s.Neo4j != nil }) {
		r := renderer{env, s, env.Endpoints[s.Endpoint]}
		common := part.StoreComponent(env, Kind, s, r.common, r.tools())
		common.Claims = nil // The servers have them.
		components = append(components, common)
		for i := range s.Replicas {
			server := part.StoreComponent(env, Kind, s, func() []object.Object { return r.server(i) }, r.runs())
			// One wave for each, so that a rolling phase replaces one server after the other.
			server.Claims = []object.Claim{part.Claims(*s.Volume, 1)}
			server.Name, server.Wave, server.Upstream = r.serverName(i), int(s.Wave+1+i), r.upstream(i)
			components = append(components, server)
		}
	}
	return components
}

// Source is the description of the store.
func Source(component string, o object.Object, _ []string) []string {
	store, _ := o["metadata"].(map[string]any)["labels"].(map[string]any)["app.kubernetes.io/instance"].(string)
	switch kind := o.Key().Kind; {
	case store == "":
		return part.StoreSource(component)
	case kind == "NetworkPolicy" || kind == "Service":
		return part.StoreSource(store, "endpoint")
	case strings.HasPrefix(o.Key().Name, store+"-backup"):
		return part.StoreSource(store, "backup")
	}
	return part.StoreSource(store, "neo4j")
}

// renderer renders one store in one environment.
type renderer struct {
	env      *platform.Environment
	store    schema.Store
	endpoint schema.Endpoint
}

func (r renderer) enterprise() bool { return r.store.Neo4j.Licence != nil }

func (r renderer) clustered() bool { return r.store.Replicas > 1 }

func (r renderer) serverName(i int64) string { return fmt.Sprintf("%s-%d", r.store.Name, i+1) }

// host is the name of a Service.
func (r renderer) host(service string) string {
	return service + "." + r.endpoint.Namespace + ".svc." + r.env.Environment.Cluster.DNSDomain
}

// internals is the chart's Service of one server, whether it is ready or not.
func (r renderer) internals(i int64) string { return r.host(r.serverName(i) + "-internals") }

// selector are the pods of all servers.
func (r renderer) selector() map[string]string {
	return map[string]string{"app.kubernetes.io/name": r.store.Name}
}

// labels are those of a group of pods.
func (r renderer) labels(name string) map[string]string {
	return part.StoreLabels(r.env, r.store, name, r.store.Neo4j.Image.Tag)
}

// runs are the pods of one server; the chart makes them.
func (r renderer) runs() object.Runs {
	cpu, memory := resource.MustParse(r.store.Resources.Requests.CPU), resource.MustParse(r.store.Resources.Requests.Memory)
	return object.Runs{CPU: cpu.MilliValue(), Memory: memory.Value(), Fewest: 1, Most: 1, Capacity: part.Reserved.Capacity}
}

// tools are the pods that run now and then, all at once at the most.
func (r renderer) tools() object.Runs {
	runs := part.Runs(part.Reserved, r.tool("", []string{""}, nil), 0, 0)
	for _, o := range r.common() {
		if o.Key().Kind == "CronJob" {
			runs.Most++
		}
	}
	return runs
}

// upstream is the chart of one server.
func (r renderer) upstream(i int64) *object.Upstream {
	chart := r.store.Neo4j.Chart
	return &object.Upstream{Repository: chart.Repository, Chart: chart.Name, Version: chart.Version, Release: r.serverName(i), Values: r.values(i),
		// Accounts, roles and secrets are not among them: the chart needs none of its own.
		NamespacedKinds: []metav1.GroupKind{{Kind: "ConfigMap"}, {Kind: "Service"}, {Group: "apps", Kind: "StatefulSet"}}}
}

// server is what one server has beside what the chart makes of it.
func (r renderer) server(i int64) []object.Object {
	name, labels := r.serverName(i), r.labels(r.store.Name)
	policy := part.NetworkPolicy(name, r.endpoint.Namespace, labels,
		// What the chart makes, for those who judge what is rendered.
		map[string]string{"sutaz.ai/makes": fmt.Sprintf("Pod/%[1]s-0,Service/%[1]s,StatefulSet.apps/%[1]s", name)},
		map[string]string{"app.kubernetes.io/name": r.store.Name, "helm.neo4j.com/instance": name}, r.ingress(), r.egress())
	return []object.Object{part.Account(name, r.endpoint.Namespace, labels), policy}
}

func (r renderer) ingress() []*part.Ingress {
	bolt := platform.PortsNamed(r.endpoint.Ports, []string{"bolt"})
	rules := part.FromClients(r.env, r.endpoint.Name)
	if len(r.clients()) > 0 {
		rules = append(rules, part.From(r.pods(r.usersName()), bolt...))
	}
	rules = append(rules, part.FromKubelet(bolt...))
	if r.clustered() {
		rules = append(rules, part.From(r.pods(r.store.Name), peerPorts...))
	}
	if r.copies() {
		rules = append(rules, part.From(r.pods(r.backupName()), backupPort))
	}
	if r.enterprise() {
		rules = append(rules, part.FromPrometheus(r.env, metricsPort))
	}
	return rules
}

// egress is the DNS and, in a cluster, the other servers: they are a list, so nothing asks the API server for them.
func (r renderer) egress() []*part.Egress {
	rules := []*part.Egress{part.ToDNS()}
	if r.clustered() {
		rules = append(rules, part.To(r.pods(r.store.Name), peerPorts...))
	}
	return rules
}

func (r renderer) pods(name string) *part.Peer {
	return part.Pods(r.endpoint.Namespace, map[string]string{"app.kubernetes.io/name": name})
}
