// Package faiss renders readers of a FAISS index, which they mount from the registry and cannot change, and the builder
// that pushes new ones.
package faiss

import (
	"maps"
	"slices"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
	apps "k8s.io/client-go/applyconfigurations/apps/v1"
	batch "k8s.io/client-go/applyconfigurations/batch/v1"
	core "k8s.io/client-go/applyconfigurations/core/v1"
	meta "k8s.io/client-go/applyconfigurations/meta/v1"

	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/part"
	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/schema"
)

// Kind is the kind of these components.
const Kind = "faiss"

// scratch is what /tmp may hold.
const scratch = "256Mi"

// Components renders every store of the kind.
func Components(env *platform.Environment) []object.Component {
	var components []object.Component
	for _, s := range part.Stores(env, func(s schema.Store) bool { return s.FAISS != nil }) {
		r := renderer{env, s, env.Endpoints[s.Endpoint], env.Endpoints[s.FAISS.Builder.Source]}
		components = append(components, part.StoreComponent(env, Kind, s, r.objects,
			part.Runs(part.Reserved, r.readerPod(), s.Replicas, s.Replicas), part.Runs(part.Reserved, r.builderPod(), 0, 1)))
	}
	return components
}

// Source is the description of the store.
func Source(component string, o object.Object, _ []string) []string {
	switch {
	case o.Key().Name == platform.BuilderName(component):
		return part.StoreSource(component, "faiss", "builder")
	case o.Key().Kind == "NetworkPolicy" || o.Key().Kind == "Service":
		return part.StoreSource(component, "endpoint")
	}
	return part.StoreSource(component, "faiss")
}

// renderer renders one store in one environment; source is the endpoint that the builder reads.
type renderer struct {
	env      *platform.Environment
	store    schema.Store
	endpoint schema.Endpoint
	source   schema.Endpoint
}

func (r renderer) builder() string { return platform.BuilderName(r.store.Name) }

func (r renderer) labels(name string) map[string]string {
	return part.StoreLabels(r.env, r.store, name, r.store.FAISS.Image.Tag)
}

func selector(name string) map[string]string {
	return map[string]string{"app.kubernetes.io/name": name}
}

func (r renderer) objects() []object.Object {
	return append(r.readers(), r.build()...)
}

// readers answer from the index that their image volume holds; they call nobody.
func (r renderer) readers() []object.Object {
	name, namespace := r.store.Name, r.endpoint.Namespace
	labels := r.labels(name)
	deployment := apps.Deployment(name, namespace).WithLabels(labels).WithSpec(apps.DeploymentSpec().
		WithReplicas(int32(r.store.Replicas)).WithRevisionHistoryLimit(3).
		WithStrategy(apps.DeploymentStrategy().WithType(appsv1.RollingUpdateDeploymentStrategyType).
			WithRollingUpdate(apps.RollingUpdateDeployment().WithMaxUnavailable(intstr.FromInt32(0)).WithMaxSurge(intstr.FromInt32(1)))).
		WithSelector(meta.LabelSelector().WithMatchLabels(selector(name))).
		WithTemplate(core.PodTemplateSpec().WithLabels(labels).WithSpec(r.readerPod())))
	in := append(part.FromClients(r.env, r.endpoint.Name), part.FromKubelet(r.http()...))
	all := []object.Object{
		part.Service(r.env, name, namespace, labels, selector(name), r.endpoint.Ports),
		object.From(deployment), part.Account(name, namespace, labels),
		part.NetworkPolicy(name, namespace, labels, nil, selector(name), in, []*part.Egress{part.ToDNS()}),
	}
	if r.store.Replicas > 1 {
		all = append(all, part.Budget(name, namespace, labels, selector(name)))
	}
	return all
}

func (r renderer) http() []platform.NamedPort {
	return platform.PortsNamed(r.endpoint.Ports, []string{"http"})
}

func (r renderer) readerPod() *core.PodSpecApplyConfiguration {
	probe := func(period, failures int32) *core.ProbeApplyConfiguration {
		return core.Probe().WithPeriodSeconds(period).WithTimeoutSeconds(3).WithFailureThreshold(failures).
			WithHTTPGet(core.HTTPGetAction().WithPath("/health").WithPort(intstr.FromString("http")))
	}
	container := core.Container().WithName(r.store.Name).WithImage(part.Image(r.store.FAISS.Image)).WithImagePullPolicy(corev1.PullIfNotPresent).
		WithArgs("serve").WithPorts(part.ContainerPorts(r.endpoint.Ports)...).
		WithEnv(core.EnvVar().WithName("FAISS_INDEX_DIR").WithValue("/index")).
		WithResources(part.Resources(r.store.Resources, scratch)).WithSecurityContext(part.SecureContainer()).
		WithVolumeMounts(part.Mount("index", "/index").WithReadOnly(true), part.Mount("tmp", "/tmp")).
		// The index is read into memory before it answers.
		WithStartupProbe(probe(5, 60)).WithLivenessProbe(probe(10, 6)).WithReadinessProbe(probe(10, 3)).
		WithLifecycle(core.Lifecycle().WithPreStop(core.LifecycleHandler().WithSleep(core.SleepAction().WithSeconds(5))))
	index := core.Volume().WithName("index").WithImage(core.ImageVolumeSource().
		WithReference(part.Image(r.store.FAISS.Index)).WithPullPolicy(corev1.PullIfNotPresent))
	return core.PodSpec().WithServiceAccountName(r.store.Name).WithAutomountServiceAccountToken(false).WithEnableServiceLinks(false).
		WithTerminationGracePeriodSeconds(30).WithPriorityClassName(r.store.PriorityClass).
		WithSecurityContext(part.SecurePod(r.store.FAISS.UID)).
		WithAffinity(part.Reserved.Affinity()).WithTolerations(part.Reserved.Tolerations(r.env)...).
		WithTopologySpreadConstraints(part.SpreadSet(r.env, selector(r.store.Name), "pod-template-hash")...).
		WithContainers(container).WithVolumes(index, part.Scratch("tmp", scratch))
}

// build pushes an index, one run at a time.
func (r renderer) build() []object.Object {
	name, namespace := r.builder(), r.endpoint.Namespace
	labels := r.labels(name)
	template := core.PodTemplateSpec().WithLabels(labels).WithSpec(r.builderPod())
	cron := batch.CronJob(name, namespace).WithLabels(labels).WithAnnotations(map[string]string{
		// A run takes long, and holds nothing up.
		"argocd.argoproj.io/ignore-healthcheck": "true",
	}).WithSpec(batch.CronJobSpec().
		// A standby serves the index that the primary has built.
		WithSchedule(r.store.FAISS.Builder.Schedule).WithTimeZone("Etc/UTC").WithSuspend(r.env.Environment.Role == "standby").
		WithConcurrencyPolicy(batchv1.ForbidConcurrent).WithStartingDeadlineSeconds(600).
		WithSuccessfulJobsHistoryLimit(1).WithFailedJobsHistoryLimit(3).
		WithJobTemplate(batch.JobTemplateSpec().WithLabels(labels).WithSpec(
			batch.JobSpec().WithBackoffLimit(2).WithActiveDeadlineSeconds(21600).WithTTLSecondsAfterFinished(86400).WithTemplate(template))))
	registry := r.registry()
	return []object.Object{
		object.From(cron), part.Account(name, namespace, labels),
		part.ExternalSecret(r.env.Environment.SecretStore, part.Metadata(name, namespace, labels), r.secretKeys()...),
		part.NetworkPolicy(name, namespace, labels, part.EgressReasons(map[string]schema.External{"registry": registry}), selector(name), nil, []*part.Egress{
			part.ToDNS(), part.To(part.Endpoint(r.source), platform.SortedPorts(r.source.Ports)...), part.ToExternal(r.env.Environment.Cluster, registry),
		}),
	}
}

// registry is where indexes are pushed to: the host of their repository.
func (r renderer) registry() schema.External {
	host, _, _ := strings.Cut(r.store.FAISS.Index.Repository, "/")
	return schema.External{Host: host, Port: 443, Reason: "indexes are pushed to the registry"}
}

// secretKeys are what pushes to the registry, and what logs in to the source; sorted.
func (r renderer) secretKeys() []part.Remote {
	push := r.store.FAISS.Builder.Registry
	keys := []part.Remote{{Key: "REGISTRY_PASSWORD", Path: push, Property: "password"}, {Key: "REGISTRY_USERNAME", Path: push, Property: "username"}}
	if credentials := r.source.Credentials; credentials != nil {
		for variable, property := range credentials.Keys {
			keys = append(keys, part.Remote{Key: variable, Path: part.CredentialsPath(credentials, r.builder()), Property: property})
		}
	}
	slices.SortFunc(keys, func(a, b part.Remote) int { return strings.Compare(a.Key, b.Key) })
	return keys
}

func (r renderer) builderPod() *core.PodSpecApplyConfiguration {
	f, name := r.store.FAISS, r.builder()
	container := core.Container().WithName(name).WithImage(part.Image(f.Image)).WithImagePullPolicy(corev1.PullIfNotPresent).
		WithArgs("build").
		WithResources(part.Resources(f.Builder.Resources, scratch, f.Builder.Scratch)).WithSecurityContext(part.SecureContainer()).
		WithVolumeMounts(part.Mount("build", "/build"), part.Mount("tmp", "/tmp"))
	for _, key := range r.secretKeys() {
		container.WithEnv(core.EnvVar().WithName(key.Key).WithValueFrom(core.EnvVarSource().WithSecretKeyRef(core.SecretKeySelector().WithName(name).WithKey(key.Key))))
	}
	values := map[string]string{"FAISS_BUILD_DIR": "/build", "FAISS_INDEX_REPOSITORY": f.Index.Repository}
	maps.Copy(values, r.source.Env)
	for _, variable := range slices.Sorted(maps.Keys(values)) {
		container.WithEnv(core.EnvVar().WithName(variable).WithValue(values[variable]))
	}
	return core.PodSpec().WithServiceAccountName(name).WithAutomountServiceAccountToken(false).WithEnableServiceLinks(false).
		WithTerminationGracePeriodSeconds(30).WithPriorityClassName(r.store.PriorityClass).WithRestartPolicy(corev1.RestartPolicyOnFailure).
		WithSecurityContext(part.SecurePod(f.UID)).
		WithAffinity(part.Reserved.Affinity()).WithTolerations(part.Reserved.Tolerations(r.env)...).
		WithContainers(container).WithVolumes(part.Scratch("build", f.Builder.Scratch), part.Scratch("tmp", scratch))
}
