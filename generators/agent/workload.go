package agent

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/util/intstr"
	apps "k8s.io/client-go/applyconfigurations/apps/v1"
	batch "k8s.io/client-go/applyconfigurations/batch/v1"
	core "k8s.io/client-go/applyconfigurations/core/v1"
	meta "k8s.io/client-go/applyconfigurations/meta/v1"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"

	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/part"
	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/schema"
)

// workload is the one object that runs pods.
func (r renderer) workload() object.Object {
	switch {
	case r.Workload == "job":
		return object.From(batch.Job(r.Name, r.Namespace).WithLabels(r.versioned()).WithAnnotations(map[string]string{
			// A Job never changes, so a new one takes its place.
			"argocd.argoproj.io/sync-options": "Force=true,Replace=true", ignoreHealth: "true",
		}).WithSpec(r.jobSpec().WithSuspend(r.standby())))
	case r.Workload == "cron":
		return object.From(batch.CronJob(r.Name, r.Namespace).WithLabels(r.versioned()).WithAnnotations(map[string]string{ignoreHealth: "true"}).WithSpec(batch.CronJobSpec().
			WithSchedule(r.Schedule).WithTimeZone("Etc/UTC").WithSuspend(r.standby()).
			WithConcurrencyPolicy(batchv1.ForbidConcurrent).WithStartingDeadlineSeconds(600).
			WithSuccessfulJobsHistoryLimit(1).WithFailedJobsHistoryLimit(3).
			WithJobTemplate(batch.JobTemplateSpec().WithLabels(r.labels()).WithSpec(r.jobSpec().WithTTLSecondsAfterFinished(86400)))))
	case len(r.Storage) > 0:
		return r.statefulSet()
	case r.Strategy == "canary":
		return r.rollout()
	}
	spec := apps.DeploymentSpec().WithRevisionHistoryLimit(3).WithSelector(meta.LabelSelector().WithMatchLabels(r.selector())).WithTemplate(r.template())
	if r.Strategy == "recreate" {
		spec.WithStrategy(apps.DeploymentStrategy().WithType(appsv1.RecreateDeploymentStrategyType))
	} else {
		spec.WithStrategy(apps.DeploymentStrategy().WithType(appsv1.RollingUpdateDeploymentStrategyType).
			WithRollingUpdate(apps.RollingUpdateDeployment().WithMaxUnavailable(intstr.FromInt32(0)).WithMaxSurge(intstr.FromInt32(1))))
	}
	if replicas, fixed := r.replicas(); fixed {
		spec.WithReplicas(replicas)
	}
	return object.From(apps.Deployment(r.Name, r.Namespace).WithLabels(r.versioned()).WithSpec(spec))
}

// standby says whether the environment waits: then nothing writes.
func (r renderer) standby() bool { return r.env.Environment.Role == "standby" }

// replicas is the fixed number, or false where an autoscaler owns it: two owners would fight.
func (r renderer) replicas() (int32, bool) {
	if r.Idle && r.Workload == "worker" {
		return 0, true // A worker without its queue has nothing to do.
	}
	return int32(r.Min), !r.Autoscaled
}

func (r renderer) statefulSet() object.Object {
	spec := apps.StatefulSetSpec().WithRevisionHistoryLimit(3).WithServiceName(r.Name + "-pods").
		WithPodManagementPolicy(appsv1.ParallelPodManagement).
		WithUpdateStrategy(apps.StatefulSetUpdateStrategy().WithType(appsv1.RollingUpdateStatefulSetStrategyType)).
		WithPersistentVolumeClaimRetentionPolicy(part.KeepClaims()).
		WithSelector(meta.LabelSelector().WithMatchLabels(r.selector())).WithTemplate(r.template())
	for _, name := range slices.Sorted(maps.Keys(r.Storage)) {
		// Kind and version are written out, or Argo CD sees a difference for ever.
		claim := part.Claim(r.env, r.Name, name, schema.Volume{Size: r.Storage[name].Size, Class: r.Storage[name].Class})
		spec.WithVolumeClaimTemplates(claim)
	}
	if replicas, fixed := r.replicas(); fixed {
		spec.WithReplicas(replicas)
	}
	// The data are in the claims. A set that stayed without its account, secrets and policies would only fail.
	return object.From(apps.StatefulSet(r.Name, r.Namespace).WithLabels(r.versioned()).WithSpec(spec))
}

// rollout is an Argo Rollouts canary by replica weight; the analysis that aborts it comes with monitoring.
func (r renderer) rollout() object.Object {
	template := object.From(r.template())
	spec := map[string]any{
		"revisionHistoryLimit":    int64(3),
		"progressDeadlineSeconds": int64(600),
		"progressDeadlineAbort":   true,
		"selector":                map[string]any{"matchLabels": map[string]any{"app.kubernetes.io/name": r.Name}},
		"template":                map[string]any(template),
		"strategy": map[string]any{"canary": map[string]any{
			"maxSurge": int64(1), "maxUnavailable": int64(0),
			"steps": []any{
				map[string]any{"setWeight": int64(10)},
				map[string]any{"pause": map[string]any{"duration": "5m"}},
				map[string]any{"setWeight": int64(50)},
				map[string]any{"pause": map[string]any{"duration": "5m"}},
			},
		}},
	}
	if replicas, fixed := r.replicas(); fixed {
		spec["replicas"] = int64(replicas)
	}
	metadata := r.metadata(r.Name)
	if version, ok := r.versioned()["app.kubernetes.io/version"]; ok {
		metadata["labels"].(map[string]any)["app.kubernetes.io/version"] = version
	}
	return object.Object{"apiVersion": "argoproj.io/v1alpha1", "kind": "Rollout", "metadata": metadata, "spec": spec}
}

// ignoreHealth keeps work that takes hours, or waits in a standby, from holding up a phase or the step of a rolling update.
const ignoreHealth = "argocd.argoproj.io/ignore-healthcheck"

// jobSpec has no time to live: Argo CD would make a Job that is gone again, and its work would be done each day.
func (r renderer) jobSpec() *batch.JobSpecApplyConfiguration {
	return batch.JobSpec().WithBackoffLimit(3).WithActiveDeadlineSeconds(86400).WithTemplate(r.template())
}

func (r renderer) template() *core.PodTemplateSpecApplyConfiguration {
	template := core.PodTemplateSpec().WithLabels(r.versioned()).WithSpec(r.pod())
	if len(r.Files) > 0 {
		template.WithAnnotations(map[string]string{part.LabelChecksum: part.Checksum(r.Files)})
	}
	return template
}

func (r renderer) pod() *core.PodSpecApplyConfiguration {
	pod := core.PodSpec().
		WithServiceAccountName(r.Name).
		WithAutomountServiceAccountToken(len(r.Permissions) > 0).
		WithEnableServiceLinks(false).
		WithTerminationGracePeriodSeconds(r.Grace).
		WithPriorityClassName(r.TierPolicy.PriorityClass).
		WithSecurityContext(part.SecurePod(r.UID)).
		WithContainers(r.container()).
		WithVolumes(r.volumes()...).
		WithAffinity(r.place().Affinity()).
		WithTolerations(r.place().Tolerations(r.env)...).
		WithTopologySpreadConstraints(r.spread()...)
	if r.ends() {
		pod.WithRestartPolicy(corev1.RestartPolicyOnFailure)
	}
	return pod
}

// place is where the tier, or the accelerator, lets the pod run.
func (r renderer) place() part.Place {
	return part.Place{GPU: r.GPU != nil, Capacity: r.TierPolicy.Capacity}
}

// spread puts replicas into different zones, and onto different hosts where it can.
func (r renderer) spread() []*core.TopologySpreadConstraintApplyConfiguration {
	if r.ends() {
		return nil
	}
	revision := "pod-template-hash"
	switch {
	case len(r.Storage) > 0:
		revision = "controller-revision-hash"
	case r.Strategy == "canary":
		revision = "rollouts-pod-template-hash"
	}
	constraint := func(key string, action corev1.UnsatisfiableConstraintAction) *core.TopologySpreadConstraintApplyConfiguration {
		return part.Spread(key, action, r.selector(), revision)
	}
	host := constraint("kubernetes.io/hostname", corev1.ScheduleAnyway)
	if !r.TierPolicy.Spread {
		return []*core.TopologySpreadConstraintApplyConfiguration{host}
	}
	return []*core.TopologySpreadConstraintApplyConfiguration{constraint("topology.kubernetes.io/zone", corev1.DoNotSchedule), host}
}

func (r renderer) container() *core.ContainerApplyConfiguration {
	c := core.Container().WithName(r.Name).WithImage(part.Image(r.Image)).WithImagePullPolicy(corev1.PullIfNotPresent).
		WithCommand(r.Command...).WithArgs(r.Args...).
		WithEnv(r.variables()...).
		WithResources(r.resources()).
		WithVolumeMounts(r.mounts()...).
		WithSecurityContext(part.SecureContainer()).
		WithPorts(part.ContainerPorts(r.Ports)...)
	if r.ends() {
		return c
	}
	startup, liveness, readiness := r.probes()
	// Endpoints are removed while the pod sleeps, so that no request meets a closed port. The sleep is Kubernetes' own:
	// the image needs no shell.
	c.WithLifecycle(core.Lifecycle().WithPreStop(core.LifecycleHandler().WithSleep(core.SleepAction().WithSeconds(min(5, r.Grace-1)))))
	return c.WithStartupProbe(startup).WithLivenessProbe(liveness).WithReadinessProbe(readiness)
}

// probes are the agent's own; what is absent asks the readiness' way, or connects to the first port.
func (r renderer) probes() (startup, liveness, readiness *core.ProbeApplyConfiguration) {
	declared := schema.Probes{}
	if r.Probes != nil {
		declared = *r.Probes
	}
	fallback := &schema.Probe{Period: 10, Timeout: 3, Failures: 3}
	if ports := platform.SortedPorts(r.Ports); len(ports) > 0 {
		fallback.TCP = ports[0].Name
	} else {
		fallback = declared.Readiness
	}
	pick := func(p, otherwise *schema.Probe) *schema.Probe {
		if p != nil {
			return p
		}
		return otherwise
	}
	first := pick(declared.Readiness, fallback)
	// What is too busy to be ready is relieved before it is restarted.
	patient := *pick(fallback, &schema.Probe{})
	patient.Failures *= 2
	if declared.Startup == nil {
		// A minute and a half to start, asked often: what is up sooner serves sooner. What loads a model gets five.
		start := *pick(first, fallback)
		start.Period, start.Timeout, start.Failures = 3, min(start.Timeout, 3), 30
		if r.GPU != nil {
			start.Failures = 100
		}
		declared.Startup = &start
	}
	return probe(declared.Startup), probe(pick(declared.Liveness, &patient)), probe(first)
}

func probe(p *schema.Probe) *core.ProbeApplyConfiguration {
	out := core.Probe().WithPeriodSeconds(int32(p.Period)).WithTimeoutSeconds(int32(p.Timeout)).WithFailureThreshold(int32(p.Failures))
	switch {
	case p.HTTP != nil:
		out.WithHTTPGet(core.HTTPGetAction().WithPath(p.HTTP.Path).WithPort(intstr.FromString(p.HTTP.Port)))
	case p.TCP != "":
		out.WithTCPSocket(core.TCPSocketAction().WithPort(intstr.FromString(p.TCP)))
	default:
		out.WithExec(core.ExecAction().WithCommand(p.Exec...))
	}
	return out
}

func (r renderer) resources() *core.ResourceRequirementsApplyConfiguration {
	list := func(from schema.Resources) corev1.ResourceList {
		resources := corev1.ResourceList{
			corev1.ResourceCPU:              resource.MustParse(from.CPU),
			corev1.ResourceMemory:           resource.MustParse(from.Memory),
			corev1.ResourceEphemeralStorage: resource.MustParse(r.Resources.Ephemeral),
		}
		if r.GPU != nil {
			// The device plugin wants request and limit to be equal.
			resources[corev1.ResourceName(part.GPUResource(*r.GPU))] = *resource.NewQuantity(r.GPU.Count, resource.DecimalSI)
		}
		return resources
	}
	limits := list(r.Resources.Limits)
	limits[corev1.ResourceEphemeralStorage] = r.scratchLimit()
	return core.ResourceRequirements().WithRequests(list(r.Resources.Requests)).WithLimits(limits)
}

// scratchLimit is the local disk of the size and of every scratch directory: the kubelet counts them together.
func (r renderer) scratchLimit() resource.Quantity {
	total := resource.MustParse(r.Resources.Ephemeral)
	total.Add(resource.MustParse(tmpSize))
	for _, scratch := range r.Writable {
		total.Add(resource.MustParse(scratch.Size))
	}
	return total
}

// tmpSize is what /tmp may hold.
const tmpSize = "256Mi"

func (r renderer) volumes() []*core.VolumeApplyConfiguration {
	volumes := []*core.VolumeApplyConfiguration{part.Scratch("tmp", tmpSize)}
	for i, path := range slices.Sorted(maps.Keys(r.Writable)) {
		volumes = append(volumes, part.Scratch(fmt.Sprintf("writable-%d", i), r.Writable[path].Size))
	}
	if len(r.Files) > 0 {
		volumes = append(volumes, core.Volume().WithName("config").WithConfigMap(core.ConfigMapVolumeSource().WithName(r.Name).WithDefaultMode(0o444)))
	}
	return volumes
}

func (r renderer) mounts() []*core.VolumeMountApplyConfiguration {
	mounts := []*core.VolumeMountApplyConfiguration{part.Mount("tmp", "/tmp")}
	for i, path := range slices.Sorted(maps.Keys(r.Writable)) {
		mounts = append(mounts, part.Mount(fmt.Sprintf("writable-%d", i), path))
	}
	for _, path := range slices.Sorted(maps.Keys(r.Files)) {
		mounts = append(mounts, part.Mount("config", path).WithSubPath(schema.FileKey(path)).WithReadOnly(true))
	}
	for _, name := range slices.Sorted(maps.Keys(r.Storage)) {
		mounts = append(mounts, part.Mount(name, r.Storage[name].Path))
	}
	return mounts
}

// variables are references to the agent's secrets, then what the platform gives it, then its own, those that name others
// last. A value such as $(PGPASSWORD) sees only what stands before it: the kubelet leaves a later name as it is.
func (r renderer) variables() []*core.EnvVarApplyConfiguration {
	var variables []*core.EnvVarApplyConfiguration
	for _, reference := range r.secretKeys() {
		variables = append(variables, core.EnvVar().WithName(reference.Key).WithValueFrom(core.EnvVarSource().
			WithSecretKeyRef(core.SecretKeySelector().WithName(r.Name).WithKey(reference.Key))))
	}
	given, plain, naming := r.given(), map[string]string{}, map[string]string{}
	for name, value := range r.Env {
		if _, taken := given[name]; taken {
			continue // The platform knows better, and a name may stand only once.
		}
		if strings.Contains(value, "$(") {
			naming[name] = value
		} else {
			plain[name] = value
		}
	}
	for _, values := range []map[string]string{given, plain, naming} {
		for _, name := range slices.Sorted(maps.Keys(values)) {
			variables = append(variables, core.EnvVar().WithName(name).WithValue(values[name]))
		}
	}
	return variables
}

// given are the variables that the platform sets: where what the agent calls is, and what the agent is to do here.
func (r renderer) given() map[string]string {
	values := map[string]string{}
	for _, edge := range r.Calls {
		if edge.Endpoint != nil {
			vhost := r.env.VhostOf(r.Name, edge.Endpoint.Name)
			for name, value := range edge.Endpoint.Env {
				if vhost != "" {
					value = strings.ReplaceAll(value, "{vhost}", vhost)
				}
				if edge.Endpoint.TeamPorts {
					value = strings.ReplaceAll(value, "{port}", strconv.FormatInt(edge.Ports[0].Port, 10))
				}
				values[name] = value
			}
			continue
		}
		if len(edge.Ports) > 0 {
			values[variableName(edge.Name())+"_URL"] = r.url(edge)
		}
	}
	if len(r.Models) > 0 {
		values["SUTAZ_MODELS"] = strings.Join(r.Models, ",")
	}
	if r.standby() {
		values["SUTAZ_READ_ONLY"] = "true"
	}
	if r.Scaling != nil && r.Scaling.Queue != nil && !r.Idle {
		values["SUTAZ_QUEUE"] = r.Scaling.Queue.Name
	}
	return values
}

// variableName is a name as an environment variable.
func variableName(name string) string {
	return strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
}

// url is the address of the first port of another agent.
func (r renderer) url(edge platform.Edge) string {
	scheme := "http"
	switch port := edge.Ports[0]; port.AppProtocol {
	case "https", "grpc", "tcp", "ws":
		scheme = port.AppProtocol
	}
	return fmt.Sprintf("%s://%s.%s.svc.%s:%d", scheme, edge.Agent.Name, edge.Agent.Namespace, r.env.Environment.Cluster.DNSDomain, edge.Ports[0].Port)
}
