// Package rabbitmq renders a RabbitMQ cluster and what is in it: vhosts, the exchange by which agents publish, a quorum
// queue for each agent that consumes one, and for each client a user with exactly the rights that it needs. Two operators
// make all of it: one the servers, the other what is in them.
package rabbitmq

import (
	"fmt"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	core "k8s.io/client-go/applyconfigurations/core/v1"

	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/part"
	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/schema"
)

// Kind is the kind of these components.
const Kind = "rabbitmq"

// apiVersion is that of all objects of both operators.
const apiVersion = "rabbitmq.com/v1beta1"

// grace is how long, in seconds, a server that stops may wait until its queues have a majority without it, and until its
// clients have gone to another. The operator's own week would keep a machine from being drained.
const grace = 600

// Ports that the operator gives the servers, beside that of the endpoint.
var (
	management = part.Port("management", 15672, "TCP")
	metrics    = part.Port("prometheus", 15692, "TCP")
	// Servers find each other's port at the first, and talk at the second.
	peers = []platform.NamedPort{part.Port("epmd", 4369, "TCP"), part.Port("cluster-rpc", 25672, "TCP")}
)

// Components renders every store of the kind.
func Components(env *platform.Environment) []object.Component {
	var components []object.Component
	for _, s := range part.Stores(env, func(s schema.Store) bool { return s.RabbitMQ != nil }) {
		r := renderer{env, s, env.Endpoints[s.Endpoint]}
		// The operator makes the pods; this is what one of them asks for.
		pod := core.PodSpec().WithContainers(core.Container().WithResources(part.Resources(s.Resources)))
		components = append(components, part.StoreComponent(env, Kind, s, r.objects, part.Runs(part.Reserved, pod, s.Replicas, s.Replicas)))
	}
	return components
}

// Source is the description of the store.
func Source(component string, o object.Object, _ []string) []string {
	switch o.Key().Kind {
	case "NetworkPolicy", "User", "Permission", "ExternalSecret":
		return part.StoreSource(component, "endpoint")
	}
	return part.StoreSource(component, "rabbitmq")
}

// renderer renders one store in one environment.
type renderer struct {
	env      *platform.Environment
	store    schema.Store
	endpoint schema.Endpoint
}

func (r renderer) objects() []object.Object {
	all := []object.Object{r.cluster(), r.defaultUser(), r.networkPolicy(),
		part.PodMonitor(r.env, r.store.Name, r.endpoint.Namespace, r.labels(), r.selector(), schema.Metrics{Port: metrics.Name, Path: "/metrics"})}
	if r.store.Replicas > 1 {
		all = append(all, part.Budget(r.store.Name, r.endpoint.Namespace, r.labels(), r.selector()))
	}
	return append(append(all, r.topology()...), r.users()...)
}

// selector is how the operator labels the servers.
func (r renderer) selector() map[string]string {
	return map[string]string{"app.kubernetes.io/name": r.store.Name}
}

func (r renderer) labels() map[string]string {
	return part.StoreLabels(r.env, r.store, r.store.Name, r.store.RabbitMQ.Image.Tag)
}

// custom is an object of one of the operators, whose definitions may not be there yet when it is tried.
func (r renderer) custom(kind, name string, options []string, spec map[string]any) object.Object {
	metadata := part.Metadata(name, r.endpoint.Namespace, r.labels())
	metadata["annotations"] = map[string]any{"argocd.argoproj.io/sync-options": strings.Join(append(options, "SkipDryRunOnMissingResource=true"), ",")}
	return object.Object{"apiVersion": apiVersion, "kind": kind, "metadata": metadata, "spec": spec}
}

// cluster is the servers. What the operator would fill in is written out, or Argo CD sees a difference for ever.
func (r renderer) cluster() object.Object {
	resources := part.Resources(r.store.Resources)
	return r.custom("RabbitmqCluster", r.store.Name, []string{part.Keep}, map[string]any{
		"replicas":                      r.store.Replicas,
		"image":                         part.Image(r.store.RabbitMQ.Image),
		"delayStartSeconds":             int64(30),
		"terminationGracePeriodSeconds": int64(grace),
		"autoEnableAllFeatureFlags":     true,
		"secretBackend":                 map[string]any{"externalSecret": map[string]any{"name": r.name(schema.DefaultUser)}},
		"service":                       map[string]any{"type": string(corev1.ServiceTypeClusterIP)},
		"resources":                     plain(resources),
		"affinity":                      plain(part.Reserved.Affinity()),
		"tolerations":                   list(part.Reserved.Tolerations(r.env)),
		"persistence": map[string]any{
			"storage": r.store.Volume.Size, "storageClassName": r.env.Environment.StorageClasses[r.store.Volume.Class],
		},
		"rabbitmq": map[string]any{"additionalConfig": r.config()},
		"override": map[string]any{"statefulSet": map[string]any{"spec": r.override()}},
	})
}

// defaultUser is whom the servers make when they have no data, and with whose password both operators work. The operator
// would make up another one for a new cluster, and data that are restored into it know only the first. It has the name
// that the operator would choose, and the label without which that one takes the Secret for its own. Servers mount it, so
// it stays with them. A new password in the secret store must be told to the servers too.
func (r renderer) defaultUser() object.Object {
	name := r.name(schema.DefaultUser)
	path := part.CredentialsPath(r.endpoint.Credentials, name)
	metadata := part.Metadata(name, r.endpoint.Namespace, r.labels())
	metadata["annotations"] = map[string]any{"argocd.argoproj.io/sync-options": part.Keep}
	secret := part.WithTemplate(part.ExternalSecret(r.env.Environment.SecretStore, metadata,
		part.Remote{Key: "username", Path: path, Property: "username"}, part.Remote{Key: "password", Path: path, Property: "password"}),
		"", map[string]string{"default_user.conf": "default_user = {{ .username }}\ndefault_pass = {{ .password }}\n"})
	template := secret["spec"].(map[string]any)["target"].(map[string]any)["template"].(map[string]any)
	template["metadata"] = map[string]any{"labels": map[string]any{"app.kubernetes.io/part-of": "rabbitmq"}}
	return secret
}

// override is what the operator has no field for. Claims get the labels of the selector, and so the name of the store.
func (r renderer) override() map[string]any {
	instance := map[string]string{"app.kubernetes.io/instance": r.store.Name}
	for key, value := range r.selector() {
		instance[key] = value
	}
	return map[string]any{
		"selector": map[string]any{"matchLabels": texts(instance)},
		// It does not keep the claims when the RabbitmqCluster is deleted: the operator makes that their owner, and the
		// garbage collector takes them with it. What holds then is that Argo CD neither prunes nor deletes the
		// RabbitmqCluster, and that storage classes retain volumes; the runbook says how they are bound again. Operators
		// after 2.22.3 own no claims, and delete them by this policy unless it says so.
		"persistentVolumeClaimRetentionPolicy": plain(part.KeepClaims()),
		"template": map[string]any{
			"metadata": map[string]any{"labels": texts(r.labels())},
			"spec": map[string]any{
				"containers":                []any{}, // required, and none is changed
				"priorityClassName":         r.store.PriorityClass,
				"enableServiceLinks":        false,
				"topologySpreadConstraints": list(part.SpreadSet(r.env, r.selector(), "controller-revision-hash")),
			},
		},
	}
}

// config is what the operator's rabbitmq.conf does not say. Nothing is said about partitions: since RabbitMQ 4.3 a
// minority stands still by itself, and there is no other choice.
func (r renderer) config() string {
	memory := resource.MustParse(r.store.Resources.Limits.Memory)
	lines := []string{
		"default_queue_type = quorum",
		"vm_memory_high_watermark.relative = 0.6",
		// What is in memory must fit on the disk.
		fmt.Sprintf("disk_free_limit.absolute = %d", memory.Value()),
	}
	for _, feature := range r.store.RabbitMQ.Deprecated {
		lines = append(lines, fmt.Sprintf("deprecated_features.permit.%s = true", feature))
	}
	return strings.Join(lines, "\n") + "\n"
}

// networkPolicy lets in clients, both operators, the other servers, Prometheus and the kubelet. Servers call nobody else:
// they find each other by their names, without the API server.
func (r renderer) networkPolicy() object.Object {
	self := part.Pods(r.endpoint.Namespace, r.selector())
	in := append(part.FromClients(r.env, r.endpoint.Name), part.FromOperators(r.env, r.store)...)
	in = append(in, part.From(self, peers...), part.FromPrometheus(r.env, metrics),
		part.FromKubelet(append(platform.SortedPorts(r.endpoint.Ports), management)...))
	return part.NetworkPolicy(r.store.Name, r.endpoint.Namespace, r.labels(), nil, r.selector(), in,
		[]*part.Egress{part.ToDNS(), part.To(self, peers...)})
}

// texts are labels as JSON values.
func texts(labels map[string]string) map[string]any {
	values := make(map[string]any, len(labels))
	for key, value := range labels {
		values[key] = value
	}
	return values
}

// plain is an apply configuration as JSON values.
func plain(applyConfiguration any) map[string]any { return object.From(applyConfiguration) }

// list are apply configurations as JSON values.
func list[T any](applyConfigurations []T) []any {
	values := make([]any, len(applyConfigurations))
	for i, value := range applyConfigurations {
		values[i] = plain(value)
	}
	return values
}
