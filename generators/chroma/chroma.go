// Package chroma renders a Chroma server: one pod with its volume, what may reach it, and nothing that pretends to be a
// second copy.
package chroma

import (
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
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
const Kind = "chroma"

// Components renders every store of the kind.
func Components(env *platform.Environment) []object.Component {
	var components []object.Component
	for _, s := range part.Stores(env, func(s schema.Store) bool { return s.Chroma != nil }) {
		r := renderer{env, s, env.Endpoints[s.Endpoint]}
		components = append(components, part.StoreComponent(env, Kind, s, r.objects, part.Runs(part.Reserved, r.pod(), s.Replicas, s.Replicas)))
	}
	return components
}

// Source is the description of the store.
func Source(component string, o object.Object, _ []string) []string {
	if o.Key().Kind == "NetworkPolicy" || o.Key().Kind == "Service" {
		return part.StoreSource(component, "endpoint")
	}
	return part.StoreSource(component, "chroma")
}

// renderer renders one store in one environment.
type renderer struct {
	env      *platform.Environment
	store    schema.Store
	endpoint schema.Endpoint
}

func (r renderer) selector() map[string]string {
	return map[string]string{"app.kubernetes.io/name": r.store.Name}
}

func (r renderer) labels() map[string]string {
	return part.StoreLabels(r.env, r.store, r.store.Name, r.store.Chroma.Image.Tag)
}

// objects leave out a disruption budget: with one server it would only keep its machine from being drained.
func (r renderer) objects() []object.Object {
	name, namespace := r.store.Name, r.endpoint.Namespace
	set := apps.StatefulSet(name, namespace).WithLabels(r.labels()).WithSpec(apps.StatefulSetSpec().
		WithReplicas(int32(r.store.Replicas)).WithRevisionHistoryLimit(3).WithServiceName(name + "-pods").
		WithUpdateStrategy(apps.StatefulSetUpdateStrategy().WithType(appsv1.RollingUpdateStatefulSetStrategyType)).
		WithPersistentVolumeClaimRetentionPolicy(part.KeepClaims()).
		WithSelector(meta.LabelSelector().WithMatchLabels(r.selector())).
		WithTemplate(core.PodTemplateSpec().WithLabels(r.labels()).WithSpec(r.pod())).
		WithVolumeClaimTemplates(part.Claim(r.env, name, "data", *r.store.Volume)))
	ports := platform.SortedPorts(r.endpoint.Ports)
	policy := part.NetworkPolicy(name, namespace, r.labels(), nil, r.selector(),
		append(part.FromClients(r.env, r.endpoint.Name), part.FromKubelet(ports...)), []*part.Egress{part.ToDNS()})
	return []object.Object{
		part.Service(r.env, name, namespace, r.labels(), r.selector(), r.endpoint.Ports), part.Headless(name, namespace, r.labels(), r.selector(), r.endpoint.Ports),
		object.From(set), part.Account(name, namespace, r.labels()), policy,
	}
}

// pod starts anew before the old one is gone only on another volume: a StatefulSet waits, as SQLite needs it to.
func (r renderer) pod() *core.PodSpecApplyConfiguration {
	probe := func(failures int32) *core.ProbeApplyConfiguration {
		return core.Probe().WithPeriodSeconds(10).WithTimeoutSeconds(3).WithFailureThreshold(failures).
			WithHTTPGet(core.HTTPGetAction().WithPath("/api/v2/heartbeat").WithPort(intstr.FromString("http")))
	}
	container := core.Container().WithName(r.store.Name).WithImage(part.Image(r.store.Chroma.Image)).WithImagePullPolicy(corev1.PullIfNotPresent).
		WithPorts(part.ContainerPorts(r.endpoint.Ports)...).
		// Nothing leaves the cluster, and the store is not to be wiped by a request.
		WithEnv(core.EnvVar().WithName("ALLOW_RESET").WithValue("FALSE"), core.EnvVar().WithName("ANONYMIZED_TELEMETRY").WithValue("FALSE")).
		WithResources(part.Resources(r.store.Resources, scratch)).WithSecurityContext(part.SecureContainer()).
		WithVolumeMounts(part.Mount("data", "/data"), part.Mount("tmp", "/tmp")).
		// Its index is read into memory before it answers.
		WithStartupProbe(probe(60)).WithLivenessProbe(probe(6)).WithReadinessProbe(probe(3)).
		WithLifecycle(core.Lifecycle().WithPreStop(core.LifecycleHandler().WithSleep(core.SleepAction().WithSeconds(5))))
	return core.PodSpec().WithServiceAccountName(r.store.Name).WithAutomountServiceAccountToken(false).WithEnableServiceLinks(false).
		WithTerminationGracePeriodSeconds(60).WithPriorityClassName(r.store.PriorityClass).
		WithSecurityContext(part.SecurePod(r.store.Chroma.UID)).
		WithAffinity(part.Reserved.Affinity()).WithTolerations(part.Reserved.Tolerations(r.env)...).
		WithTopologySpreadConstraints(part.SpreadSet(r.env, r.selector(), "controller-revision-hash")...).
		WithContainers(container).WithVolumes(part.Scratch("tmp", scratch))
}

// scratch is what /tmp may hold.
const scratch = "256Mi"
