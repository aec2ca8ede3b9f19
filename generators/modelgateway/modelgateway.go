// Package modelgateway renders the gateway to all model pools: one address that speaks Ollama's own API, finds the pool
// that has the model of a request, and measures what each pool has to do.
package modelgateway

import (
	"bytes"
	_ "embed" // The configuration's template.
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/template"

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

// Kind is the kind of this component.
const Kind = "modelgateway"

//go:embed haproxy.cfg.tmpl
var text string

var parsed = template.Must(template.New("haproxy.cfg").Option("missingkey=error").Parse(text))

// Components renders the gateway where the platform describes one.
func Components(env *platform.Environment) []object.Component {
	if env.ModelRouter == nil {
		return nil
	}
	r := renderer{env, *env.ModelRouter, env.Endpoints[env.ModelGateway]}
	return []object.Component{{
		Name: schema.RouterName, Kind: Kind, Phase: int(r.router.Phase), Wave: int(r.router.Wave), Tier: r.router.Tier, Project: "data",
		Namespace: r.endpoint.Namespace, Runs: []object.Runs{part.Runs(part.Reserved, r.pod(), r.router.Replicas, r.router.Replicas)}, Objects: r.objects,
	}}
}

// Source is the gateway's description.
func Source(_ string, o object.Object, _ []string) []string {
	switch o.Key().Kind {
	case "NetworkPolicy", "Service":
		return []string{"modelGateway"}
	case "ConfigMap":
		return []string{"modelPools"}
	}
	return []string{"modelRouter"}
}

// renderer renders the gateway in one environment.
type renderer struct {
	env      *platform.Environment
	router   schema.ModelRouter
	endpoint schema.Endpoint
}

func selector() map[string]string {
	return map[string]string{"app.kubernetes.io/name": schema.RouterName}
}

func (r renderer) labels() map[string]string {
	labels := part.StoreLabels(r.env, schema.Store{Name: schema.RouterName, Tier: r.router.Tier, Team: r.router.Team, Data: r.router.Data, Phase: r.router.Phase},
		schema.RouterName, r.router.Image.Tag)
	labels["app.kubernetes.io/component"] = "model-gateway"
	return labels
}

// metrics is the port of the exporter, and of the probes.
var metrics = part.Port("metrics", schema.RouterMetrics, "TCP")

func (r renderer) objects() []object.Object {
	name, namespace := schema.RouterName, r.endpoint.Namespace
	files := files(r.configuration(), r.env.ModelPools)
	deployment := apps.Deployment(name, namespace).WithLabels(r.labels()).WithSpec(apps.DeploymentSpec().
		WithReplicas(int32(r.router.Replicas)).WithRevisionHistoryLimit(3).
		WithStrategy(apps.DeploymentStrategy().WithType(appsv1.RollingUpdateDeploymentStrategyType).
			WithRollingUpdate(apps.RollingUpdateDeployment().WithMaxUnavailable(intstr.FromInt32(0)).WithMaxSurge(intstr.FromInt32(1)))).
		WithSelector(meta.LabelSelector().WithMatchLabels(selector())).
		WithTemplate(core.PodTemplateSpec().WithLabels(r.labels()).
			WithAnnotations(map[string]string{part.LabelChecksum: part.Checksum(files)}).WithSpec(r.pod())))
	address, _, _ := strings.Cut(r.endpoint.Host, ".")
	all := []object.Object{
		part.Service(r.env, address, namespace, r.labels(), selector(), r.endpoint.Ports),
		object.From(deployment), part.Account(name, namespace, r.labels()), r.networkPolicy(),
		object.From(core.ConfigMap(name, namespace).WithLabels(r.labels()).WithData(files)),
		part.PodMonitor(r.env, name, namespace, r.labels(), selector(), schema.Metrics{Port: metrics.Name, Path: "/metrics"}),
	}
	if r.router.Replicas > 1 {
		all = append(all, part.Budget(name, namespace, r.labels(), selector()))
	}
	return all
}

// networkPolicy lets the clients of models in, and the gateway to every pool.
func (r renderer) networkPolicy() object.Object {
	in := append(part.FromClients(r.env, r.endpoint.Name), part.FromPrometheus(r.env, metrics), part.FromKubelet(metrics))
	out := []*part.Egress{part.ToDNS()}
	for _, name := range slices.Sorted(maps.Keys(r.env.ModelPools)) {
		endpoint := r.env.Endpoints[r.env.ModelPools[name].Endpoint]
		out = append(out, part.To(part.Endpoint(endpoint), platform.SortedPorts(endpoint.Ports)...))
	}
	return part.NetworkPolicy(schema.RouterName, r.endpoint.Namespace, r.labels(), nil, selector(), in, out)
}

func (r renderer) pod() *core.PodSpecApplyConfiguration {
	probe := func(failures int32) *core.ProbeApplyConfiguration {
		return core.Probe().WithPeriodSeconds(5).WithTimeoutSeconds(2).WithFailureThreshold(failures).
			WithHTTPGet(core.HTTPGetAction().WithPath("/healthz").WithPort(intstr.FromString(metrics.Name)))
	}
	ports := maps.Clone(r.endpoint.Ports)
	ports[metrics.Name] = metrics.ContainerPort
	container := core.Container().WithName("haproxy").WithImage(part.Image(r.router.Image)).WithImagePullPolicy(corev1.PullIfNotPresent).
		WithCommand("haproxy", "-W", "-db", "-f", configDir+"/haproxy.cfg").WithPorts(part.ContainerPorts(ports)...).
		WithResources(part.Resources(r.router.Resources, scratch)).WithSecurityContext(part.SecureContainer()).
		WithVolumeMounts(part.Mount("config", configDir).WithReadOnly(true), part.Mount("tmp", "/tmp")).
		WithStartupProbe(probe(12)).WithLivenessProbe(probe(6)).WithReadinessProbe(probe(2)).
		// The image's stop signal lets answers end; new requests go elsewhere by then.
		WithLifecycle(core.Lifecycle().WithPreStop(core.LifecycleHandler().WithSleep(core.SleepAction().WithSeconds(10))))
	return core.PodSpec().WithServiceAccountName(schema.RouterName).WithAutomountServiceAccountToken(false).WithEnableServiceLinks(false).
		WithTerminationGracePeriodSeconds(r.router.Answer+20).WithPriorityClassName(r.router.PriorityClass).
		WithSecurityContext(part.SecurePod(r.router.UID)).
		WithAffinity(part.Reserved.Affinity()).WithTolerations(part.Reserved.Tolerations(r.env)...).
		WithTopologySpreadConstraints(part.SpreadSet(r.env, selector(), "pod-template-hash")...).
		WithContainers(container).WithVolumes(part.Scratch("tmp", scratch),
		core.Volume().WithName("config").WithConfigMap(core.ConfigMapVolumeSource().WithName(schema.RouterName).WithDefaultMode(0o444)))
}

const (
	configDir = "/usr/local/etc/haproxy"
	scratch   = "64Mi"
)

// configuration is what the template is filled with.
type configuration struct {
	// Host is the address to listen at, or "" for all; Metrics is that of metrics and probes, and Dir is where the files are.
	Host, Metrics, Dir string
	Router             schema.ModelRouter
	Teams              []listener
	// Threads are as many as the limit has cores: HAProxy sees those of the whole machine.
	Threads int64
	// Buffer is the head of a request that is read, in bytes.
	Buffer int64
	// Version is what the gateway says that it is, and Known are the models.
	Version, Known string
	Pools          []backend
}

// listener is the port at which one team asks, and what the team may ask.
type listener struct {
	Team  string
	Port  int64
	Limit schema.TeamLimit
}

// backend are the servers of one pool, as lines of HAProxy's, and how many requests one of them gets at once.
type backend struct {
	Name    string
	Servers []string
	Most    int64
}

func (r renderer) configuration() configuration {
	cores := resource.MustParse(r.router.Resources.Limits.CPU)
	c := configuration{Metrics: fmt.Sprintf(":%d", metrics.Port), Dir: configDir, Router: r.router,
		Threads: cores.Value(), Buffer: r.router.Head << 10, Known: strings.Join(models(r.env.ModelPools), ", ")}
	for _, port := range platform.SortedPorts(r.endpoint.Ports) {
		c.Teams = append(c.Teams, listener{port.Name, port.Port, r.router.Teams[port.Name]})
	}
	for _, name := range slices.Sorted(maps.Keys(r.env.ModelPools)) {
		pool := r.env.ModelPools[name]
		endpoint := r.env.Endpoints[pool.Endpoint]
		_, most := r.env.ServerReplicas(*pool.Server)
		// One more than the most, for the time in which an old server ends and a new one is there.
		line := fmt.Sprintf("server-template server %d %s.%s.svc.%s:%d resolvers cluster init-addr none", most+1, part.PoolService(pool),
			endpoint.Namespace, r.env.Environment.Cluster.DNSDomain, endpoint.Ports["http"].Port)
		c.Pools = append(c.Pools, backend{part.PoolBackend(pool), []string{line}, pool.Server.Concurrency * int64(len(pool.Models))})
		c.Version = pool.Server.Image.Tag
	}
	return c
}

// models are the names of all models, sorted.
func models(pools map[string]schema.ModelPool) []string {
	var names []string
	for _, pool := range pools {
		names = slices.AppendSeq(names, maps.Keys(pool.Models))
	}
	slices.Sort(names)
	return names
}

// files are the configuration and what it reads.
func files(c configuration, pools map[string]schema.ModelPool) map[string]string {
	var out bytes.Buffer
	if err := parsed.Execute(&out, c); err != nil {
		panic(err) // The template and its data are both in this package.
	}
	var routes []string
	for _, pool := range pools {
		for model := range pool.Models {
			routes = append(routes, model+" "+part.PoolBackend(pool)+"\n")
		}
	}
	slices.Sort(routes)
	tags, listed := []map[string]any{}, []map[string]any{}
	for _, model := range models(pools) {
		tags = append(tags, map[string]any{"name": model, "model": model})
		listed = append(listed, map[string]any{"id": model, "object": "model", "owned_by": "library"})
	}
	return map[string]string{
		"haproxy.cfg": out.String(), "pools.map": strings.Join(routes, ""),
		"tags.json":   document(map[string]any{"models": tags}),
		"models.json": document(map[string]any{"object": "list", "data": listed}),
	}
}

func document(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err) // Maps of strings can be written.
	}
	return string(text) + "\n"
}
