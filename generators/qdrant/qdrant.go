// Package qdrant renders a Qdrant cluster: its servers with their volumes, the collections that are there before agents
// start, and the snapshots that outlive the cluster.
package qdrant

import (
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
	apps "k8s.io/client-go/applyconfigurations/apps/v1"
	core "k8s.io/client-go/applyconfigurations/core/v1"
	meta "k8s.io/client-go/applyconfigurations/meta/v1"
	"sigs.k8s.io/yaml"

	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/part"
	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/schema"
)

// Kind is the kind of these components.
const Kind = "qdrant"

// p2p is the port by which servers talk to each other. It takes writes and asks for no key, so the network policy lets nobody
// else reach it. Inside the tunnel of the mesh that policy sees no port, so there the mesh's own must say the same.
const p2p = 6335

// copies are how many servers have each shard, where there are as many.
const copies = 3

// Keys of the Secret of the servers.
const (
	apiKey         = "api-key"
	readOnlyAPIKey = "read-only-api-key"
)

//go:embed start.sh
var startScript string

// Components renders every store of the kind.
func Components(env *platform.Environment) []object.Component {
	var components []object.Component
	for _, s := range part.Stores(env, func(s schema.Store) bool { return s.Qdrant != nil }) {
		r := renderer{env, s, env.Endpoints[s.Endpoint]}
		runs := []object.Runs{part.Runs(part.Reserved, r.pod(), s.Replicas, s.Replicas), part.Runs(part.Reserved, r.snapshotsPod(), 0, 1)}
		if len(s.Qdrant.Collections) > 0 {
			runs = append(runs, part.Runs(part.Reserved, r.collectionsPod(), 0, 1))
		}
		components = append(components, part.StoreComponent(env, Kind, s, r.objects, runs...))
	}
	return components
}

// Source is the description of the store.
func Source(component string, o object.Object, _ []string) []string {
	switch o.Key().Kind {
	case "NetworkPolicy", "Service":
		return part.StoreSource(component, "endpoint")
	case "Job":
		return part.StoreSource(component, "qdrant", "collections")
	case "CronJob":
		return part.StoreSource(component, "backup")
	}
	return part.StoreSource(component, "qdrant")
}

// renderer renders one store in one environment.
type renderer struct {
	env      *platform.Environment
	store    schema.Store
	endpoint schema.Endpoint
}

// labels are those of a group of pods, which runs an image.
func (r renderer) labels(name string, image schema.Image) map[string]string {
	return part.StoreLabels(r.env, r.store, name, image.Tag)
}

func (r renderer) serverLabels() map[string]string {
	return r.labels(r.store.Name, r.store.Qdrant.Image)
}

func selector(name string) map[string]string {
	return map[string]string{"app.kubernetes.io/name": name}
}

func (r renderer) objects() []object.Object {
	name, namespace, labels := r.store.Name, r.endpoint.Namespace, r.serverLabels()
	set := apps.StatefulSet(name, namespace).WithLabels(labels).WithSpec(apps.StatefulSetSpec().
		WithReplicas(int32(r.store.Replicas)).WithRevisionHistoryLimit(3).WithServiceName(name + "-pods").
		// A server is ready when it agrees with the others; one after the other, the first would wait for ever.
		WithPodManagementPolicy(appsv1.ParallelPodManagement).
		WithUpdateStrategy(apps.StatefulSetUpdateStrategy().WithType(appsv1.RollingUpdateStatefulSetStrategyType)).
		WithPersistentVolumeClaimRetentionPolicy(part.KeepClaims()).
		WithSelector(meta.LabelSelector().WithMatchLabels(selector(name))).
		WithTemplate(core.PodTemplateSpec().WithLabels(labels).WithAnnotations(map[string]string{part.LabelChecksum: part.Checksum(r.files())}).WithSpec(r.pod())).
		WithVolumeClaimTemplates(part.Claim(r.env, name, "data", *r.store.Volume)))
	all := []object.Object{
		part.Service(r.env, name, namespace, labels, selector(name), r.endpoint.Ports),
		part.Headless(name, namespace, labels, selector(name), r.ports()),
		object.From(core.ConfigMap(name, namespace).WithLabels(labels).WithData(r.files())),
		object.From(set), part.Account(name, namespace, labels), r.policy(), r.secret(), r.monitor(),
	}
	if r.store.Replicas > 1 {
		all = append(all, part.Budget(name, namespace, labels, selector(name)))
	}
	all = append(all, r.snapshots()...)
	if len(r.store.Qdrant.Collections) > 0 {
		all = append(all, r.collections()...)
	}
	return all
}

// ports are those of the endpoint, and that of the servers among themselves.
func (r renderer) ports() map[string]schema.ContainerPort {
	ports := maps.Clone(r.endpoint.Ports)
	ports["p2p"] = schema.ContainerPort{Port: p2p, Protocol: "TCP", AppProtocol: "grpc"}
	return ports
}

func (r renderer) rest() []platform.NamedPort {
	return platform.PortsNamed(r.endpoint.Ports, []string{"rest"})
}

// policy lets clients, jobs and Prometheus in, and servers to each other and to the object store.
func (r renderer) policy() object.Object {
	peers, between := part.Pods(r.endpoint.Namespace, selector(r.store.Name)), part.Port("p2p", p2p, "TCP")
	in := append(part.FromClients(r.env, r.endpoint.Name), part.From(peers, between))
	for _, name := range r.jobs() {
		in = append(in, part.From(part.Pods(r.endpoint.Namespace, selector(name)), r.rest()...))
	}
	in = append(in, part.FromPrometheus(r.env, r.rest()...), part.FromKubelet(r.rest()...))
	to := r.objectStore()
	external := schema.External{Host: to.Host, Port: to.Port, Reason: "snapshots go to the object store"}
	out := []*part.Egress{part.ToDNS(), part.To(peers, between), part.ToExternal(r.env.Environment.Cluster, external)}
	return part.NetworkPolicy(r.store.Name, r.endpoint.Namespace, r.serverLabels(),
		part.EgressReasons(map[string]schema.External{"object-store": external}), selector(r.store.Name), in, out)
}

// jobs are the names of what calls the servers beside clients.
func (r renderer) jobs() []string {
	names := []string{r.snapshotsName()}
	if len(r.store.Qdrant.Collections) > 0 {
		names = append(names, r.collectionsName())
	}
	return names
}

func (r renderer) objectStore() schema.ObjectStore {
	return r.env.ObjectStores[r.store.Backup.Location]
}

// secret holds the key that may do everything, which also signs the keys of clients; one that only reads, for Prometheus;
// and those of the object store.
func (r renderer) secret() object.Object {
	own, remote := part.CredentialsPath(r.endpoint.Credentials, r.store.Name), r.objectStore().Path
	return part.ExternalSecret(r.env.Environment.SecretStore, part.Metadata(r.store.Name, r.endpoint.Namespace, r.serverLabels()),
		part.Remote{Key: apiKey, Path: own, Property: apiKey}, part.Remote{Key: readOnlyAPIKey, Path: own, Property: readOnlyAPIKey},
		part.Remote{Key: "s3-access-key", Path: remote, Property: "access-key"}, part.Remote{Key: "s3-secret-key", Path: remote, Property: "secret-key"})
}

// monitor gives Prometheus the key that only reads: metrics are behind it like everything else.
func (r renderer) monitor() object.Object {
	monitor := part.PodMonitor(r.env, r.store.Name, r.endpoint.Namespace, r.serverLabels(), selector(r.store.Name), schema.Metrics{Port: "rest", Path: "/metrics"})
	scraped := monitor["spec"].(map[string]any)["podMetricsEndpoints"].([]any)[0].(map[string]any)
	scraped["authorization"] = map[string]any{"type": "Bearer", "credentials": map[string]any{"name": r.store.Name, "key": readOnlyAPIKey}}
	return monitor
}

// replication is how many servers have each shard.
func (r renderer) replication() int64 { return min(copies, r.store.Replicas) }

// consistency is how many of them have a write before it is done: most.
func (r renderer) consistency() int64 { return r.replication()/2 + 1 }

// directory is where the volume is mounted. The name is in it since the object store is shared, and keys in it begin with
// the path of the snapshots.
func (r renderer) directory() string { return "/data/" + r.store.Name }

// files are the configuration of the servers.
func (r renderer) files() map[string]string {
	to := r.objectStore()
	config, err := yaml.Marshal(map[string]any{
		"log_level":          "INFO",
		"telemetry_disabled": true,
		// One server is a cluster of one, so that more can join it.
		"cluster": map[string]any{"enabled": true, "p2p": map[string]any{"port": p2p}},
		"service": map[string]any{
			"http_port": r.endpoint.Ports["rest"].Port, "grpc_port": r.endpoint.Ports["grpc"].Port, "enable_static_content": false,
			// A client's key is a token, signed with the servers' own, that says which collections it may read and write.
			"jwt_rbac": true,
		},
		"storage": map[string]any{
			"storage_path": r.directory() + "/storage", "snapshots_path": r.directory() + "/snapshots", "temp_path": r.directory() + "/temp",
			"snapshots_config": map[string]any{"snapshots_storage": "s3", "s3_config": map[string]any{
				"bucket": to.Bucket, "region": to.Region, "endpoint_url": fmt.Sprintf("https://%s:%d", to.Host, to.Port),
			}},
			"collection": map[string]any{"replication_factor": r.replication(), "write_consistency_factor": r.consistency()},
		},
	})
	if err != nil {
		panic(err) // These are maps of texts and numbers.
	}
	return map[string]string{"production.yaml": string(config), "start.sh": startScript}
}

func (r renderer) pod() *core.PodSpecApplyConfiguration {
	name := r.store.Name
	probe := func(path string, failures int32) *core.ProbeApplyConfiguration {
		return core.Probe().WithPeriodSeconds(10).WithTimeoutSeconds(3).WithFailureThreshold(failures).
			WithHTTPGet(core.HTTPGetAction().WithPath(path).WithPort(intstr.FromString("rest")))
	}
	variable := func(name, value string) *core.EnvVarApplyConfiguration {
		return core.EnvVar().WithName(name).WithValue(value)
	}
	container := core.Container().WithName(name).WithImage(part.Image(r.store.Qdrant.Image)).WithImagePullPolicy(corev1.PullIfNotPresent).
		WithCommand("/bin/sh", "/qdrant/config/start.sh").WithPorts(part.ContainerPorts(r.ports())...).
		WithEnv(
			core.EnvVar().WithName("POD_NAME").WithValueFrom(core.EnvVarSource().WithFieldRef(core.ObjectFieldSelector().WithAPIVersion("v1").WithFieldPath("metadata.name"))),
			variable("PEERS_SERVICE", r.peersHost()), variable("PEERS_PORT", fmt.Sprint(p2p)),
			secretVariable("QDRANT__SERVICE__API_KEY", name, apiKey), secretVariable("QDRANT__SERVICE__READ_ONLY_API_KEY", name, readOnlyAPIKey),
			secretVariable("QDRANT__STORAGE__SNAPSHOTS_CONFIG__S3_CONFIG__ACCESS_KEY", name, "s3-access-key"),
			secretVariable("QDRANT__STORAGE__SNAPSHOTS_CONFIG__S3_CONFIG__SECRET_KEY", name, "s3-secret-key"),
			variable("QDRANT_INIT_FILE_PATH", "/tmp/initialized"),
		).
		WithResources(part.Resources(r.store.Resources, scratch)).WithSecurityContext(part.SecureContainer()).
		WithVolumeMounts(part.Mount("data", r.directory()), part.Mount("tmp", "/tmp"),
			part.Mount("config", "/qdrant/config/production.yaml").WithSubPath("production.yaml").WithReadOnly(true),
			part.Mount("config", "/qdrant/config/start.sh").WithSubPath("start.sh").WithReadOnly(true)).
		// Segments are loaded before it answers.
		WithStartupProbe(probe("/livez", 90)).WithLivenessProbe(probe("/livez", 6)).WithReadinessProbe(probe("/readyz", 3)).
		WithLifecycle(core.Lifecycle().WithPreStop(core.LifecycleHandler().WithSleep(core.SleepAction().WithSeconds(5))))
	return core.PodSpec().WithServiceAccountName(name).WithAutomountServiceAccountToken(false).WithEnableServiceLinks(false).
		WithTerminationGracePeriodSeconds(120).WithPriorityClassName(r.store.PriorityClass).
		WithSecurityContext(part.SecurePod(r.store.Qdrant.UID)).
		WithAffinity(part.Reserved.Affinity()).WithTolerations(part.Reserved.Tolerations(r.env)...).
		WithTopologySpreadConstraints(part.SpreadSet(r.env, selector(name), "controller-revision-hash")...).
		WithContainers(container).
		WithVolumes(part.Scratch("tmp", scratch), config(name))
}

// peersHost is the name under which each server has its own.
func (r renderer) peersHost() string {
	return fmt.Sprintf("%s-pods.%s.svc.%s", r.store.Name, r.endpoint.Namespace, r.env.Environment.Cluster.DNSDomain)
}

func config(name string) *core.VolumeApplyConfiguration {
	return core.Volume().WithName("config").WithConfigMap(core.ConfigMapVolumeSource().WithName(name).WithDefaultMode(0o444))
}

func secretVariable(name, secret, key string) *core.EnvVarApplyConfiguration {
	return core.EnvVar().WithName(name).WithValueFrom(core.EnvVarSource().WithSecretKeyRef(core.SecretKeySelector().WithName(secret).WithKey(key)))
}

// collectionLines are the collections as the script reads them.
func (r renderer) collectionLines() string {
	var lines strings.Builder
	for _, name := range slices.Sorted(maps.Keys(r.store.Qdrant.Collections)) {
		collection := r.store.Qdrant.Collections[name]
		fmt.Fprintf(&lines, "%s %d %s\n", name, collection.Size, collection.Distance)
	}
	return lines.String()
}

// scratch is what /tmp may hold.
const scratch = "256Mi"
