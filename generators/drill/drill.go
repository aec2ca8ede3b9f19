// Package drill renders rehearsals of recovery: for each store that says how, a CronJob restores its last copy in a
// namespace of its own, looks at the content, measures the time, tells it, and cleans up. Alerts say when that has not
// happened for too long, or took too long.
package drill

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	batch "k8s.io/client-go/applyconfigurations/batch/v1"
	core "k8s.io/client-go/applyconfigurations/core/v1"
	rbac "k8s.io/client-go/applyconfigurations/rbac/v1"

	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/part"
	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/schema"
)

// Kind is the kind of these components.
const Kind = "drill"

// component is the one component of the kind.
const component = "drills"

//go:embed drill.sh
var script string

// Components renders the rehearsals of the environment as one component. A standby rehearses nothing: its own stores
// follow those of another region.
func Components(env *platform.Environment) []object.Component {
	rehearsed := part.Stores(env, func(s schema.Store) bool { return s.Drill != nil })
	if env.Drills == nil || len(rehearsed) == 0 || env.Environment.Role == "standby" {
		return nil
	}
	c := object.Component{Name: component, Kind: Kind, Phase: 4, Wave: 0, Tier: "batch", Project: "data", Namespace: env.Drills.Namespace,
		Objects: func() []object.Object {
			all := []object.Object{alerts(env, rehearsed)}
			for _, s := range rehearsed {
				all = append(all, renderer{env, s, *env.Drills}.objects()...)
			}
			return all
		}}
	for _, s := range rehearsed {
		c.Runs = append(c.Runs, part.Runs(part.Reserved, renderer{env, s, *env.Drills}.pod(), 1, 1))
	}
	return []object.Component{c}
}

// Source is the description of the rehearsals, or of that of one store.
func Source(_ string, o object.Object, _ []string) []string {
	metadata, _ := o["metadata"].(map[string]any)
	labels, _ := metadata["labels"].(map[string]any)
	if store, named := labels["sutaz.ai/store"].(string); named {
		return []string{"stores", store, "drill"}
	}
	return []string{"drills"}
}

// renderer renders the rehearsal of one store.
type renderer struct {
	env    *platform.Environment
	store  schema.Store
	drills schema.Drills
}

// name is that of all objects of the rehearsal; what it restores has it too.
func (r renderer) name() string { return "drill-" + r.store.Name }

func (r renderer) labels() map[string]string { return labels(r.env, r.name(), r.store.Name) }

func labels(env *platform.Environment, name, store string) map[string]string {
	return map[string]string{
		"app.kubernetes.io/name": name, "app.kubernetes.io/component": "drill", "app.kubernetes.io/part-of": "sutaz", "app.kubernetes.io/managed-by": "sutaz",
		"sutaz.ai/store": store, "sutaz.ai/tier": "batch", "sutaz.ai/team": env.Drills.Team, "sutaz.ai/cost-centre": env.Teams[env.Drills.Team].CostCentre,
		"sutaz.ai/phase": "4", "sutaz.ai/data-class": env.Stores[store].Data.Class,
	}
}

func (r renderer) selector() map[string]string {
	return map[string]string{"app.kubernetes.io/name": r.name()}
}

// checker are the labels of the pod that looks at the content.
func (r renderer) checker() map[string]string {
	return map[string]string{"app.kubernetes.io/name": r.name() + "-check"}
}

func (r renderer) objects() []object.Object {
	namespace := r.drills.Namespace
	job := batch.CronJob(r.name(), namespace).WithLabels(r.labels()).WithAnnotations(map[string]string{"argocd.argoproj.io/ignore-healthcheck": "true"}).WithSpec(
		batch.CronJobSpec().WithSchedule(r.store.Drill.Schedule).WithTimeZone("Etc/UTC").WithConcurrencyPolicy(batchv1.ForbidConcurrent).
			WithStartingDeadlineSeconds(3600).WithSuccessfulJobsHistoryLimit(1).WithFailedJobsHistoryLimit(3).
			WithJobTemplate(batch.JobTemplateSpec().WithLabels(r.labels()).WithSpec(batch.JobSpec().WithBackoffLimit(0).
				WithActiveDeadlineSeconds(3 * timeout).WithTTLSecondsAfterFinished(86400).WithTemplate(r.template()))))
	all := []object.Object{object.From(job), r.configMap(), part.Account(r.name(), namespace, r.labels()),
		part.NetworkPolicy(r.name(), namespace, r.labels(), nil, r.selector(), nil, []*part.Egress{
			part.ToDNS(), part.ToAPIServer(r.env.Environment.Cluster), part.To(part.Endpoint(r.telemetry()), r.telemetryPort()),
		})}
	if r.store.Backup.Method == "log" {
		return append(all, r.log().objects()...)
	}
	return append(all, r.snapshots().objects()...)
}

func (r renderer) telemetry() schema.Endpoint { return r.env.Endpoints[r.drills.Telemetry] }

func (r renderer) telemetryPort() platform.NamedPort {
	return platform.PortsNamed(r.telemetry().Ports, []string{"otlp-http"})[0]
}

// timeout is how long a restore, and the look at its content, may take, in seconds: twice the objective, so that a slow
// one is measured and not cut off.
const timeout = 7200

// method is how copies of a kind are restored.
type method struct {
	// restored, in and ready are what kubectl waits for.
	restored, in, ready string
	// restore and check are made by the rehearsal, and not by Argo CD.
	restore, check object.Object
	// objects are what it needs beside.
	objects func() []object.Object
}

func (r renderer) method() method {
	if r.store.Backup.Method == "log" {
		return r.log()
	}
	return r.snapshots()
}

func (r renderer) files() map[string]string {
	m := r.method()
	files := map[string]string{"drill.sh": script}
	for name, o := range map[string]object.Object{"restore.json": m.restore, "check.json": m.check} {
		data, err := json.MarshalIndent(o, "", "  ")
		if err != nil {
			panic(err) // An object is plain data.
		}
		files[name] = string(data) + "\n"
	}
	return files
}

func (r renderer) configMap() object.Object {
	return object.From(core.ConfigMap(r.name(), r.drills.Namespace).WithLabels(r.labels()).WithData(r.files()))
}

func (r renderer) template() *core.PodTemplateSpecApplyConfiguration {
	return core.PodTemplateSpec().WithLabels(r.labels()).WithAnnotations(map[string]string{part.LabelChecksum: part.Checksum(r.files())}).WithSpec(r.pod())
}

func (r renderer) pod() *core.PodSpecApplyConfiguration {
	m := r.method()
	values := map[string]string{
		"STORE": r.store.Name, "RESTORED": m.restored, "RESTORED_IN": m.in, "READY": m.ready, "NAMESPACE": r.drills.Namespace,
		"TIMEOUT": strconv.Itoa(timeout), "DRILL": "/drill", "HOME": "/tmp",
		"TELEMETRY": fmt.Sprintf("http://%s:%d", r.telemetry().Host, r.telemetryPort().Port),
	}
	container := core.Container().WithName("drill").WithImage(part.Image(r.drills.Image)).WithImagePullPolicy(corev1.PullIfNotPresent).
		WithCommand("/bin/sh", "/drill/drill.sh").WithResources(part.Resources(r.drills.Resources, scratch)).WithSecurityContext(part.SecureContainer()).
		WithVolumeMounts(part.Mount("drill", "/drill").WithReadOnly(true), part.Mount("tmp", "/tmp"))
	for _, name := range slices.Sorted(maps.Keys(values)) {
		container.WithEnv(core.EnvVar().WithName(name).WithValue(values[name]))
	}
	return core.PodSpec().WithServiceAccountName(r.name()).WithAutomountServiceAccountToken(true).WithEnableServiceLinks(false).
		WithRestartPolicy(corev1.RestartPolicyNever).WithTerminationGracePeriodSeconds(300).WithPriorityClassName(r.store.PriorityClass).
		WithSecurityContext(part.SecurePod(r.drills.UID)).WithAffinity(part.Reserved.Affinity()).WithTolerations(part.Reserved.Tolerations(r.env)...).
		WithContainers(container).WithVolumes(part.Scratch("tmp", scratch),
		core.Volume().WithName("drill").WithConfigMap(core.ConfigMapVolumeSource().WithName(r.name()).WithDefaultMode(0o444)))
}

// scratch is what /tmp may hold.
const scratch = "64Mi"

// check is the Job that looks at the content.
func (r renderer) check(volumes []*core.VolumeApplyConfiguration, mounts []*core.VolumeMountApplyConfiguration, env ...*core.EnvVarApplyConfiguration) object.Object {
	container := core.Container().WithName("check").WithImage(part.Image(r.store.Drill.Image)).WithImagePullPolicy(corev1.PullIfNotPresent).
		WithCommand("/bin/sh", "-euc", r.store.Drill.Check).WithEnv(core.EnvVar().WithName("HOME").WithValue("/tmp")).WithEnv(env...).
		WithResources(part.Resources(r.drills.Resources, "1Gi")).WithSecurityContext(part.SecureContainer()).
		WithVolumeMounts(part.Mount("tmp", "/tmp")).WithVolumeMounts(mounts...)
	labels := r.labels()
	maps.Copy(labels, r.checker())
	return object.From(batch.Job(r.name()+"-check", r.drills.Namespace).WithLabels(labels).WithSpec(batch.JobSpec().WithBackoffLimit(0).
		WithActiveDeadlineSeconds(timeout).WithTemplate(core.PodTemplateSpec().WithLabels(labels).WithSpec(
		core.PodSpec().WithServiceAccountName(r.name()).WithAutomountServiceAccountToken(false).WithEnableServiceLinks(false).
			WithRestartPolicy(corev1.RestartPolicyNever).WithPriorityClassName(r.store.PriorityClass).
			WithSecurityContext(part.SecurePod(r.store.Drill.UID)).WithAffinity(part.Reserved.Affinity()).WithTolerations(part.Reserved.Tolerations(r.env)...).
			WithContainers(container).WithVolumes(part.Scratch("tmp", "1Gi")).WithVolumes(volumes...)))))
}

// role lets the rehearsal do what rules say in a namespace.
func (r renderer) role(namespace string, rules ...*rbac.PolicyRuleApplyConfiguration) []object.Object {
	role := rbac.Role(r.name(), namespace).WithLabels(r.labels()).WithRules(rules...)
	binding := rbac.RoleBinding(r.name(), namespace).WithLabels(r.labels()).
		WithRoleRef(rbac.RoleRef().WithAPIGroup("rbac.authorization.k8s.io").WithKind("Role").WithName(r.name())).
		WithSubjects(rbac.Subject().WithKind("ServiceAccount").WithName(r.name()).WithNamespace(r.drills.Namespace))
	return []object.Object{object.From(role), object.From(binding)}
}

// may is a rule; kubectl wait looks at one object, and watches it by its name.
func may(group, resource string, verbs ...string) *rbac.PolicyRuleApplyConfiguration {
	return rbac.PolicyRule().WithAPIGroups(group).WithResources(resource).WithVerbs(verbs...)
}

var makes = []string{"create", "delete", "get", "list", "watch"}
