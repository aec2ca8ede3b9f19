// Package valkey renders Valkey with Sentinel: servers that find their primary by themselves, Sentinels that promote
// another, a user for each client, and what may reach whom.
package valkey

import (
	"embed"
	"fmt"
	"path"
	"strconv"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/util/intstr"
	apps "k8s.io/client-go/applyconfigurations/apps/v1"
	core "k8s.io/client-go/applyconfigurations/core/v1"
	meta "k8s.io/client-go/applyconfigurations/meta/v1"

	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/part"
	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/schema"
)

// Kind is the kind of these components.
const Kind = "valkey"

// files are the scripts, which are programs of their own, and the configuration that they start from.
//
//go:embed scripts/*.sh config/*.conf
var files embed.FS

// Components renders every store of the kind.
func Components(env *platform.Environment) []object.Component {
	var components []object.Component
	for _, s := range part.Stores(env, func(s schema.Store) bool { return s.Valkey != nil }) {
		r := renderer{env, s, env.Endpoints[s.Endpoint]}
		components = append(components, part.StoreComponent(env, Kind, s, r.objects,
			part.Runs(part.Reserved, r.servers().pod(), s.Replicas, s.Replicas), part.Runs(part.Reserved, r.sentinels().pod(), s.Replicas, s.Replicas)))
	}
	return components
}

// Source is the description of the store.
func Source(component string, o object.Object, _ []string) []string {
	switch o.Key().Kind {
	case "NetworkPolicy", "Service", "ExternalSecret":
		return part.StoreSource(component, "endpoint")
	}
	return part.StoreSource(component, "valkey")
}

// renderer renders one store in one environment.
type renderer struct {
	env      *platform.Environment
	store    schema.Store
	endpoint schema.Endpoint
}

// metrics is where both exporters serve.
var metrics = part.Port("metrics", 9121, "TCP")

// port is a port of the endpoint, by the name that the kind gives it.
func (r renderer) port(name string) platform.NamedPort {
	return platform.NamedPort{Name: name, ContainerPort: r.endpoint.Ports[name]}
}

// instance are the labels that servers and Sentinels share.
func (r renderer) instance() map[string]string {
	return map[string]string{"app.kubernetes.io/instance": r.store.Name}
}

func (r renderer) labels(name string) map[string]string {
	return part.StoreLabels(r.env, r.store, name, r.store.Valkey.Image.Tag)
}

func (r renderer) objects() []object.Object {
	name, namespace := r.store.Name, r.endpoint.Namespace
	servers, sentinels := r.servers(), r.sentinels()
	objects := []object.Object{
		object.From(core.ConfigMap(name, namespace).WithLabels(r.labels(name)).WithData(r.files())),
		part.PodMonitor(r.env, name, namespace, r.labels(name), r.instance(), schema.Metrics{Port: metrics.Name, Path: "/metrics"}),
		part.Service(r.env, sentinels.name, namespace, r.labels(sentinels.name), sentinels.selector(), sentinels.serves()),
	}
	objects = append(objects, r.secrets()...)
	for _, g := range []group{servers, sentinels} {
		objects = append(objects, part.Account(g.name, namespace, r.labels(g.name)),
			part.Headless(g.name, namespace, r.labels(g.name), g.selector(), g.serves()), g.set(), g.policy())
		if r.store.Replicas > 1 {
			objects = append(objects, part.Budget(g.name, namespace, r.labels(g.name), g.selector()))
		}
	}
	return objects
}

// files are what pods mount: scripts and configuration. The kubelet's user is another than the pod's, and so a script is
// run by its interpreter.
func (r renderer) files() map[string]string {
	limit := resource.MustParse(r.store.Valkey.MaxMemory)
	values := strings.NewReplacer("@NAME@", r.store.Valkey.PrimaryName, "@QUORUM@", strconv.FormatInt(r.store.Replicas/2+1, 10),
		"@WRITABLE@", strconv.FormatInt(min(r.store.Replicas-1, 1), 10), "@MAXMEMORY@", strconv.FormatInt(limit.Value(), 10))
	data := map[string]string{}
	for _, pattern := range []string{"scripts", "config"} {
		entries, err := files.ReadDir(pattern)
		if err != nil {
			panic(err) // They are in the program.
		}
		for _, entry := range entries {
			content, err := files.ReadFile(path.Join(pattern, entry.Name()))
			if err != nil {
				panic(err)
			}
			data[entry.Name()] = values.Replace(string(content))
		}
	}
	return data
}

// hosts are the names of the pods of a set, which last while addresses change.
func (r renderer) hosts(set string) []string {
	hosts := make([]string, r.store.Replicas)
	for i := range hosts {
		hosts[i] = fmt.Sprintf("%s-%d.%s", set, i, r.domain(set))
	}
	return hosts
}

// domain is that of the pods of a set.
func (r renderer) domain(set string) string {
	return fmt.Sprintf("%s-pods.%s.svc.%s", set, r.endpoint.Namespace, r.env.Environment.Cluster.DNSDomain)
}

// group are the pods of one set.
type group struct {
	renderer
	// name is that of the set and of its pods.
	name string
	// port is what it serves.
	port platform.NamedPort
	// script starts it; live and ready are what the probe is asked.
	script, live, ready string
	// resources are those of one pod.
	resources schema.Size
	// grace is the time, in seconds, that a stop may take.
	grace int64
	// stop is what is done before a stop.
	stop *core.LifecycleHandlerApplyConfiguration
	// exporter says how the exporter logs in.
	exporter []*core.EnvVarApplyConfiguration
}

func (r renderer) servers() group {
	return group{
		renderer: r, name: r.store.Name, port: r.port("redis"), script: "server.sh", live: "live", ready: "ready", resources: r.store.Resources,
		// Replicas catch up, another is promoted, and the last second is written.
		grace: 60, stop: core.LifecycleHandler().WithExec(core.ExecAction().WithCommand("sh", "/etc/valkey/config/stop.sh")),
		exporter: []*core.EnvVarApplyConfiguration{
			core.EnvVar().WithName("REDIS_USER").WithValue("exporter"),
			core.EnvVar().WithName("REDIS_PASSWORD").WithValueFrom(core.EnvVarSource().
				WithSecretKeyRef(core.SecretKeySelector().WithName(r.store.Name).WithKey("exporter"))),
		},
	}
}

func (r renderer) sentinels() group {
	return group{
		renderer: r, name: r.store.Name + "-sentinel", port: r.port("sentinel"), script: "sentinel.sh", live: "sentinel", ready: "sentinel",
		resources: sentinelSize, grace: 15, stop: core.LifecycleHandler().WithSleep(core.SleepAction().WithSeconds(5)),
	}
}

// What Sentinels and exporters get: they keep a few lines, and answer a few questions in a second.
var (
	sentinelSize = schema.Size{Requests: schema.Resources{CPU: "50m", Memory: "64Mi"}, Limits: schema.Resources{CPU: "250m", Memory: "128Mi"}, Ephemeral: "64Mi"}
	exporterSize = schema.Size{Requests: schema.Resources{CPU: "20m", Memory: "32Mi"}, Limits: schema.Resources{CPU: "100m", Memory: "64Mi"}, Ephemeral: "16Mi"}
)

// scratch is what the directory of configuration that is made at a start may hold.
const scratch = "16Mi"

func (g group) selector() map[string]string {
	return map[string]string{"app.kubernetes.io/name": g.name}
}

func (g group) serves() map[string]schema.ContainerPort {
	return map[string]schema.ContainerPort{g.port.Name: g.port.ContainerPort}
}

// set starts all pods at once: a replica is ready only when it has found its primary, whichever pod that is.
func (g group) set() object.Object {
	labels := g.labels(g.name)
	spec := apps.StatefulSetSpec().WithReplicas(int32(g.store.Replicas)).WithRevisionHistoryLimit(3).WithServiceName(g.name + "-pods").
		WithPodManagementPolicy(appsv1.ParallelPodManagement).
		WithUpdateStrategy(apps.StatefulSetUpdateStrategy().WithType(appsv1.RollingUpdateStatefulSetStrategyType)).
		WithPersistentVolumeClaimRetentionPolicy(part.KeepClaims()).
		WithSelector(meta.LabelSelector().WithMatchLabels(g.selector())).
		WithTemplate(core.PodTemplateSpec().WithLabels(labels).
			WithAnnotations(map[string]string{part.LabelChecksum: part.Checksum(g.files())}).WithSpec(g.pod()))
	if g.keeps() {
		spec.WithVolumeClaimTemplates(part.Claim(g.env, g.name, "data", *g.store.Volume))
	}
	return object.From(apps.StatefulSet(g.name, g.endpoint.Namespace).WithLabels(labels).WithSpec(spec))
}

// keeps says whether pods have a volume: Sentinels find out anew what they have to know.
func (g group) keeps() bool { return g.script == "server.sh" }

func (g group) pod() *core.PodSpecApplyConfiguration {
	command := func(script string, args ...string) []string {
		return append([]string{"sh", "/etc/valkey/config/" + script}, args...)
	}
	probe := func(what string, period, failures int32) *core.ProbeApplyConfiguration {
		return core.Probe().WithPeriodSeconds(period).WithTimeoutSeconds(5).WithFailureThreshold(failures).
			WithExec(core.ExecAction().WithCommand(command("probe.sh", what)...))
	}
	server := core.Container().WithName(g.name).WithImage(part.Image(g.store.Valkey.Image)).WithImagePullPolicy(corev1.PullIfNotPresent).
		WithCommand(command(g.script)...).WithPorts(part.ContainerPorts(g.serves())...).WithEnv(g.variables()...).
		WithResources(part.Resources(g.resources, scratch)).WithSecurityContext(part.SecureContainer()).
		WithVolumeMounts(part.Mount("config", "/etc/valkey/config").WithReadOnly(true), part.Mount("secrets", "/etc/valkey/secrets").WithReadOnly(true), part.Mount("run", "/run/valkey")).
		// It waits for others before it listens, and a server then reads its data.
		WithStartupProbe(probe(g.live, 5, 120)).WithLivenessProbe(probe(g.live, 10, 6)).WithReadinessProbe(probe(g.ready, 5, 3)).
		WithLifecycle(core.Lifecycle().WithPreStop(g.stop))
	if g.keeps() {
		server.WithVolumeMounts(part.Mount("data", "/data"))
	}
	exporter := core.Container().WithName("exporter").WithImage(part.Image(g.store.Valkey.Exporter)).WithImagePullPolicy(corev1.PullIfNotPresent).
		WithPorts(core.ContainerPort().WithName(metrics.Name).WithContainerPort(int32(metrics.Port)).WithProtocol(corev1.ProtocolTCP)).
		WithEnv(core.EnvVar().WithName("REDIS_ADDR").WithValue(fmt.Sprintf("redis://localhost:%d", g.port.Port)),
			// The configuration that a server tells has a password in it.
			core.EnvVar().WithName("REDIS_EXPORTER_CONFIG_COMMAND").WithValue("-")).WithEnv(g.exporter...).
		WithResources(part.Resources(exporterSize)).WithSecurityContext(part.SecureContainer()).
		WithLivenessProbe(core.Probe().WithPeriodSeconds(20).WithTimeoutSeconds(3).WithFailureThreshold(3).
			WithHTTPGet(core.HTTPGetAction().WithPath("/health").WithPort(intstr.FromString(metrics.Name))))
	return core.PodSpec().WithServiceAccountName(g.name).WithAutomountServiceAccountToken(false).WithEnableServiceLinks(false).
		WithTerminationGracePeriodSeconds(g.grace).WithPriorityClassName(g.store.PriorityClass).
		WithSecurityContext(part.SecurePod(g.store.Valkey.UID)).
		WithAffinity(part.Reserved.Affinity()).WithTolerations(part.Reserved.Tolerations(g.env)...).
		WithTopologySpreadConstraints(part.SpreadSet(g.env, g.selector(), "controller-revision-hash")...).
		WithContainers(server, exporter).WithVolumes(
		core.Volume().WithName("config").WithConfigMap(core.ConfigMapVolumeSource().WithName(g.store.Name).WithDefaultMode(0o444)),
		core.Volume().WithName("secrets").WithSecret(core.SecretVolumeSource().WithSecretName(g.name).WithDefaultMode(0o440)),
		part.Scratch("run", scratch))
}

// variables are what the scripts ask for, as scripts/common.sh lists them.
func (g group) variables() []*core.EnvVarApplyConfiguration {
	variables := []*core.EnvVarApplyConfiguration{core.EnvVar().WithName("POD_NAME").
		WithValueFrom(core.EnvVarSource().WithFieldRef(core.ObjectFieldSelector().WithAPIVersion("v1").WithFieldPath("metadata.name")))}
	values := [][2]string{
		{"SELF", "$(POD_NAME)." + g.domain(g.name)},
		{"SERVERS", strings.Join(g.hosts(g.renderer.servers().name), " ")}, {"SENTINELS", strings.Join(g.hosts(g.renderer.sentinels().name), " ")},
		{"PORT", strconv.FormatInt(g.renderer.port("redis").Port, 10)}, {"SENTINEL_PORT", strconv.FormatInt(g.renderer.port("sentinel").Port, 10)},
		{"PRIMARY_NAME", g.store.Valkey.PrimaryName}, {"PATIENCE", "15"},
		{"CONFIG", "/etc/valkey/config"}, {"SECRETS", "/etc/valkey/secrets"}, {"RUN", "/run/valkey"},
	}
	if g.keeps() {
		values = append(values, [2]string{"DATA", "/data"})
	}
	for _, value := range values {
		variables = append(variables, core.EnvVar().WithName(value[0]).WithValue(value[1]))
	}
	return variables
}

// policy lets clients in, and all servers and Sentinels to each other. The kubelet asks servers and Sentinels inside their pods.
func (g group) policy() object.Object {
	namespace := g.endpoint.Namespace
	var in []*part.Ingress
	for _, client := range g.env.Clients(g.endpoint.Name) {
		for _, port := range client.Ports {
			if port.Name == g.port.Name {
				in = append(in, part.From(part.Pods(client.Namespace, client.Selector), port))
			}
		}
	}
	in = append(in, part.From(part.Pods(namespace, g.instance()), g.port), part.FromPrometheus(g.env, metrics), part.FromKubelet(metrics))
	out := []*part.Egress{part.ToDNS(), part.To(part.Pods(namespace, g.instance()), g.renderer.port("redis"), g.renderer.port("sentinel"))}
	return part.NetworkPolicy(g.name, namespace, g.labels(g.name), nil, g.selector(), in, out)
}
