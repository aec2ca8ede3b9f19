// Package modelpool renders the Ollama servers of a pool of models. Weights come as images that the kubelet mounts, so
// servers reach nothing but DNS, two servers of a pool have the same bytes, and a node keeps one copy.
package modelpool

import (
	_ "embed" // The scripts of the pods.
	"fmt"
	"maps"
	"slices"
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
const Kind = "modelpool"

//go:embed assemble.sh
var assemble string

//go:embed serve.sh
var serve string

//go:embed ready.sh
var ready string

// Components renders every pool that has a server.
func Components(env *platform.Environment) []object.Component {
	var components []object.Component
	for _, name := range slices.Sorted(maps.Keys(env.ModelPools)) {
		pool := env.ModelPools[name]
		if pool.Server == nil {
			continue
		}
		r := renderer{env, pool, *pool.Server, env.Endpoints[pool.Endpoint]}
		fewest, most := env.ServerReplicas(r.server)
		components = append(components, object.Component{
			Name: pool.Endpoint, Kind: Kind, Phase: int(r.server.Phase), Wave: int(r.server.Wave), Tier: r.server.Tier, Project: "data",
			Namespace: r.endpoint.Namespace, Runs: []object.Runs{part.Runs(r.place(), r.pod(), fewest, most)}, Objects: r.objects,
		})
	}
	return components
}

// Source is the pool's description. A component has the name of its endpoint, and a pool the last part of it by custom;
// the line of all pools is shown where the name leads nowhere.
func Source(component string, o object.Object, _ []string) []string {
	if o.Key().Kind == "NetworkPolicy" || o.Key().Kind == "Service" {
		return []string{"endpoints", component}
	}
	return []string{"modelPools", strings.TrimPrefix(component, "ollama-")}
}

// renderer renders one pool in one environment.
type renderer struct {
	env      *platform.Environment
	pool     schema.ModelPool
	server   schema.ModelServer
	endpoint schema.Endpoint
}

func (r renderer) selector() map[string]string {
	return map[string]string{"app.kubernetes.io/name": r.pool.Endpoint}
}

func (r renderer) labels() map[string]string {
	labels := part.StoreLabels(r.env, schema.Store{Name: r.pool.Endpoint, Tier: r.server.Tier, Team: r.server.Team, Data: r.server.Data, Phase: r.server.Phase},
		r.pool.Endpoint, r.server.Image.Tag)
	labels["app.kubernetes.io/component"] = "model-pool"
	return labels
}

// models are the tags of the pool's models, sorted.
func (r renderer) models() []string { return slices.Sorted(maps.Keys(r.pool.Models)) }

func (r renderer) place() part.Place {
	if r.server.GPU != nil {
		return part.Place{GPU: true}
	}
	return part.Reserved
}

// scales says whether anything moves the number of servers.
func (r renderer) scales() bool {
	fewest, most := r.env.ServerReplicas(r.server)
	return most > fewest
}

func (r renderer) objects() []object.Object {
	name, namespace := r.pool.Endpoint, r.endpoint.Namespace
	// The gateway asks this name, and a server that loads its models still is not to be found.
	pods := part.Headless(name, namespace, r.labels(), r.selector(), r.endpoint.Ports)
	pods["spec"].(map[string]any)["publishNotReadyAddresses"] = false
	address, _, _ := strings.Cut(r.endpoint.Host, ".")
	all := []object.Object{
		part.Service(r.env, address, namespace, r.labels(), r.selector(), r.endpoint.Ports), pods,
		r.statefulSet(), part.Account(name, namespace, r.labels()), r.networkPolicy(),
		object.From(core.ConfigMap(name, namespace).WithLabels(r.labels()).WithData(scripts())),
	}
	if r.server.Replicas.Min > 1 {
		all = append(all, part.Budget(name, namespace, r.labels(), r.selector()))
	}
	if r.scales() {
		all = append(all, r.scaledObject())
	}
	return all
}

func scripts() map[string]string {
	return map[string]string{"assemble.sh": assemble, "serve.sh": serve, "ready.sh": ready}
}

// networkPolicy lets the gateway in, and those who name the pool themselves; nothing leaves.
func (r renderer) networkPolicy() object.Object {
	ports := platform.SortedPorts(r.endpoint.Ports)
	in := part.FromClients(r.env, r.endpoint.Name)
	if r.env.ModelRouter != nil {
		in = append(in, part.From(part.Endpoint(r.env.Endpoints[r.env.ModelGateway]), ports...))
	}
	return part.NetworkPolicy(r.pool.Endpoint, r.endpoint.Namespace, r.labels(), nil, r.selector(),
		append(in, part.FromKubelet(ports...)), []*part.Egress{part.ToDNS()})
}

// statefulSet gives servers names that last, by which logs and metrics tell them apart. They keep nothing.
func (r renderer) statefulSet() object.Object {
	spec := apps.StatefulSetSpec().WithRevisionHistoryLimit(3).WithServiceName(part.PoolService(r.pool)).
		WithPodManagementPolicy(appsv1.ParallelPodManagement).
		WithUpdateStrategy(apps.StatefulSetUpdateStrategy().WithType(appsv1.RollingUpdateStatefulSetStrategyType)).
		WithPersistentVolumeClaimRetentionPolicy(part.KeepClaims()).
		WithSelector(meta.LabelSelector().WithMatchLabels(r.selector())).
		WithTemplate(core.PodTemplateSpec().WithLabels(r.labels()).
			WithAnnotations(map[string]string{part.LabelChecksum: part.Checksum(scripts())}).WithSpec(r.pod()))
	if !r.scales() {
		spec.WithReplicas(int32(r.server.Replicas.Min))
	}
	return object.From(apps.StatefulSet(r.pool.Endpoint, r.endpoint.Namespace).WithLabels(r.labels()).WithSpec(spec))
}

func (r renderer) pod() *core.PodSpecApplyConfiguration {
	shared := []*core.VolumeMountApplyConfiguration{part.Mount("models", modelsDir), part.Mount("scripts", scriptsDir).WithReadOnly(true)}
	volumes := []*core.VolumeApplyConfiguration{
		part.Scratch("models", scratch), part.Scratch("home", scratch), part.Scratch("tmp", scratch),
		core.Volume().WithName("scripts").WithConfigMap(core.ConfigMapVolumeSource().WithName(r.pool.Endpoint).WithDefaultMode(0o555)),
	}
	for i, model := range r.models() {
		name := "weights-" + strconv.Itoa(i)
		shared = append(shared, part.Mount(name, weightsDir+"/"+strconv.Itoa(i)).WithReadOnly(true))
		volumes = append(volumes, core.Volume().WithName(name).WithImage(core.ImageVolumeSource().
			WithReference(part.Image(*r.pool.Models[model].Weights)).WithPullPolicy(corev1.PullIfNotPresent)))
	}
	before := core.Container().WithName("assemble").WithImage(part.Image(r.server.Image)).WithImagePullPolicy(corev1.PullIfNotPresent).
		WithCommand(append([]string{"/bin/sh", scriptsDir + "/assemble.sh", weightsDir, modelsDir, r.server.Verify}, r.models()...)...).
		WithResources(part.Resources(schema.Size{Requests: schema.Resources{CPU: "100m", Memory: "64Mi"}, Limits: schema.Resources{CPU: "1", Memory: "256Mi"}, Ephemeral: scratch})).
		WithSecurityContext(part.SecureContainer()).WithVolumeMounts(shared...)
	return core.PodSpec().WithServiceAccountName(r.pool.Endpoint).WithAutomountServiceAccountToken(false).WithEnableServiceLinks(false).
		WithTerminationGracePeriodSeconds(r.server.Grace).WithPriorityClassName(r.server.PriorityClass).
		WithSecurityContext(part.SecurePod(r.server.UID)).
		WithAffinity(r.place().Affinity()).WithTolerations(r.place().Tolerations(r.env)...).
		WithTopologySpreadConstraints(r.spread()...).
		WithInitContainers(before).WithContainers(r.container(shared)).WithVolumes(volumes...)
}

// spread keeps servers in different zones where there are several. Two may share a machine: machines with accelerators
// are few.
func (r renderer) spread() []*core.TopologySpreadConstraintApplyConfiguration {
	spread := []*core.TopologySpreadConstraintApplyConfiguration{part.Spread(corev1.LabelHostname, corev1.ScheduleAnyway, r.selector(), "controller-revision-hash")}
	if len(r.env.Environment.Zones) > 1 {
		spread = append(spread, part.Spread(corev1.LabelTopologyZone, corev1.DoNotSchedule, r.selector(), "controller-revision-hash"))
	}
	return spread
}

// container is ready when every model of the pool is loaded. Ollama has no metrics; the gateway measures its answers.
func (r renderer) container(mounts []*core.VolumeMountApplyConfiguration) *core.ContainerApplyConfiguration {
	script := func(name string) []string {
		return append([]string{"/bin/sh", scriptsDir + "/" + name}, r.models()...)
	}
	loaded := func(failures int32) *core.ProbeApplyConfiguration {
		return core.Probe().WithPeriodSeconds(10).WithTimeoutSeconds(5).WithFailureThreshold(failures).
			WithExec(core.ExecAction().WithCommand(script("ready.sh")...))
	}
	alive := core.Probe().WithPeriodSeconds(10).WithTimeoutSeconds(5).WithFailureThreshold(6).
		WithHTTPGet(core.HTTPGetAction().WithPath("/").WithPort(intstr.FromString("http")))
	resources := part.Resources(r.server.Resources, scratch, scratch, scratch)
	if gpu := r.server.GPU; gpu != nil {
		// The device plugin wants request and limit to be equal.
		name, count := corev1.ResourceName(part.GPUResource(*gpu)), *resource.NewQuantity(gpu.Count, resource.DecimalSI)
		(*resources.Requests)[name], (*resources.Limits)[name] = count, count
	}
	return core.Container().WithName("ollama").WithImage(part.Image(r.server.Image)).WithImagePullPolicy(corev1.PullIfNotPresent).
		WithCommand(script("serve.sh")...).WithPorts(part.ContainerPorts(r.endpoint.Ports)...).
		WithEnv(r.variables()...).WithResources(resources).WithSecurityContext(part.SecureContainer()).
		WithVolumeMounts(append(slices.Clone(mounts), part.Mount("home", homeDir), part.Mount("tmp", "/tmp"))...).
		// Twenty minutes: a node may have to read all weights from its disk.
		WithStartupProbe(loaded(120)).WithReadinessProbe(loaded(3)).WithLivenessProbe(alive).
		// The server drops what it does when it is told to end, so it is told late.
		WithLifecycle(core.Lifecycle().WithPreStop(core.LifecycleHandler().WithSleep(core.SleepAction().WithSeconds(r.server.Grace - 5))))
}

func (r renderer) variables() []*core.EnvVarApplyConfiguration {
	values := map[string]string{
		"HOME":                     homeDir, // Its key lies there.
		"OLLAMA_HOST":              fmt.Sprintf("0.0.0.0:%d", r.endpoint.Ports["http"].Port),
		"OLLAMA_MODELS":            modelsDir,
		"OLLAMA_NOPRUNE":           "1", // The weights are not its own.
		"OLLAMA_NO_CLOUD":          "1",
		"OLLAMA_NUM_PARALLEL":      strconv.FormatInt(r.server.Concurrency, 10),
		"OLLAMA_MAX_QUEUE":         strconv.FormatInt(r.server.Queue, 10),
		"OLLAMA_MAX_LOADED_MODELS": strconv.Itoa(len(r.pool.Models)),
		"OLLAMA_KEEP_ALIVE":        r.server.KeepAlive,
		"OLLAMA_CONTEXT_LENGTH":    strconv.FormatInt(r.server.ContextLength, 10),
	}
	variables := make([]*core.EnvVarApplyConfiguration, 0, len(values))
	for _, name := range slices.Sorted(maps.Keys(values)) {
		variables = append(variables, core.EnvVar().WithName(name).WithValue(values[name]))
	}
	return variables
}

// Where things are in a pod. Links in the models directory lead to the weights, so both containers see the same paths.
const (
	weightsDir = "/weights"
	modelsDir  = "/models"
	scriptsDir = "/scripts"
	homeDir    = "/home/ollama"
	scratch    = "64Mi"
)

// scaledObject adds servers when more requests are at the gateway, in work or waiting, than a model of each server takes
// at once. Where the measure is missing, what runs stays.
func (r renderer) scaledObject() object.Object {
	prometheus := r.env.Endpoints["prometheus"]
	return object.Object{"apiVersion": "keda.sh/v1alpha1", "kind": "ScaledObject",
		"metadata": part.Metadata(r.pool.Endpoint, r.endpoint.Namespace, r.labels()), "spec": map[string]any{
			"scaleTargetRef":  map[string]any{"apiVersion": "apps/v1", "kind": "StatefulSet", "name": r.pool.Endpoint},
			"minReplicaCount": r.server.Replicas.Min, "maxReplicaCount": r.server.Replicas.Max,
			"pollingInterval": int64(15), "cooldownPeriod": int64(stabilization),
			"fallback": map[string]any{"failureThreshold": int64(3), "replicas": r.server.Replicas.Min, "behavior": "currentReplicasIfHigher"},
			"advanced": map[string]any{"horizontalPodAutoscalerConfig": map[string]any{"behavior": map[string]any{"scaleDown": map[string]any{
				"stabilizationWindowSeconds": int64(stabilization), "selectPolicy": "Max",
				"policies": []any{map[string]any{"type": "Pods", "value": int64(1), "periodSeconds": int64(120)}},
			}}}},
			"triggers": []any{map[string]any{"type": "prometheus", "metricType": "AverageValue", "metadata": map[string]any{
				"serverAddress":    fmt.Sprintf("http://%s:%d", prometheus.Host, prometheus.Ports["http"].Port),
				"query":            fmt.Sprintf("sum(haproxy_backend_current_sessions{namespace=%q,proxy=%q})", r.endpoint.Namespace, part.PoolBackend(r.pool)),
				"threshold":        strconv.FormatInt(r.server.Concurrency, 10),
				"ignoreNullValues": "false",
			}}},
		}}
}

// stabilization is how long, in seconds, a lower need must last before servers go: loading models takes minutes.
const stabilization = 600
