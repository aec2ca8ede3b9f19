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
		r := renderer{env, s, *env.Drills}
		c.Runs = append(c.Runs, part.Runs(part.Reserved, r.pod(), 1, 1), part.Runs(part.Reserved, r.method().check, 1, 1))
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
func (r renderer) name() string { return part.DrillName(r.store.Name) }

func (r renderer) labels() map[string]string { return labels(r.env, r.name(), r.store.Name) }

func labels(env *platform.Environment, name, store string) map[string]string {
	all := map[string]string{
		"app.kubernetes.io/name": name, "app.kubernetes.io/component": "drill", "app.kubernetes.io/part-of": "sutaz", "app.kubernetes.io/managed-by": "sutaz",
		"sutaz.ai/store": store, "sutaz.ai/tier": "batch", "sutaz.ai/team": env.Drills.Team, "sutaz.ai/cost-centre": env.Teams[env.Drills.Team].CostCentre,
		"sutaz.ai/phase": "4", "sutaz.ai/data-class": env.Stores[store].Data.Class,
	}
	if data := env.Stores[store].Data; data.Class == "personal" {
		all["sutaz.ai/retention"], all["sutaz.ai/residency"] = data.Retention, data.Residency
	}
	return all
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
	checkLabels := labels(r.env, r.name()+"-check", r.store.Name)
	m := r.method()
	all := []object.Object{
		r.cronJob(r.name(), r.labels(), r.template(), 3*timeout, map[string]string{"sutaz.ai/makes": m.makes}),
		// It waits for all of the restore, and then has its own time.
		r.cronJob(r.name()+"-check", checkLabels, core.PodTemplateSpec().WithLabels(checkLabels).WithSpec(m.check), 2*timeout, map[string]string{}),
		r.configMap(), part.Account(r.name(), namespace, r.labels()), part.Account(r.name()+"-check", namespace, checkLabels),
		part.NetworkPolicy(r.name(), namespace, r.labels(), nil, r.selector(), nil, []*part.Egress{
			part.ToDNS(), part.ToAPIServer(r.env.Environment.Cluster), part.To(part.Endpoint(r.telemetry()), r.telemetryPort()),
		})}
	return append(all, m.objects()...)
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
	// makes is what there is of it for other objects, as Kind/name.
	makes string
	// restored, in and ready are what kubectl waits for.
	restored, in, ready string
	// restore is made by the rehearsal, and not by Argo CD.
	restore object.Object
	// check is the pod that looks at the content.
	check *core.PodSpecApplyConfiguration
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
	data, err := json.MarshalIndent(m.restore, "", "  ")
	if err != nil {
		panic(err) // An object is plain data.
	}
	return map[string]string{"drill.sh": script, "restore.json": string(data) + "\n"}
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
		"TIMEOUT": strconv.Itoa(timeout), "CHECK": "app.kubernetes.io/name=" + r.name() + "-check", "DRILL": "/drill", "HOME": "/tmp",
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

// class is the storage class of what is restored: its volumes, and the data on them, go with their claims.
func (r renderer) class() string { return r.env.Environment.StorageClasses["transient"] }

// check is what looks at the content. It begins when the rehearsal does and waits for what is restored: so the rehearsal
// need not make pods, and may not.
func (r renderer) check(size schema.Size, volumes []*core.VolumeApplyConfiguration, mounts []*core.VolumeMountApplyConfiguration, env ...*core.EnvVarApplyConfiguration) *core.PodSpecApplyConfiguration {
	container := core.Container().WithName("check").WithImage(part.Image(r.store.Drill.Image)).WithImagePullPolicy(corev1.PullIfNotPresent).
		WithCommand("/bin/sh", "-euc", r.store.Drill.Check).WithEnv(core.EnvVar().WithName("HOME").WithValue("/tmp")).WithEnv(env...).
		WithResources(part.Resources(size, "1Gi")).WithSecurityContext(part.SecureContainer()).
		WithVolumeMounts(part.Mount("tmp", "/tmp")).WithVolumeMounts(mounts...)
	return core.PodSpec().WithServiceAccountName(r.name() + "-check").WithAutomountServiceAccountToken(false).WithEnableServiceLinks(false).
		WithRestartPolicy(corev1.RestartPolicyNever).WithPriorityClassName(r.store.PriorityClass).
		WithSecurityContext(part.SecurePod(r.store.Drill.UID)).WithAffinity(part.Reserved.Affinity()).WithTolerations(part.Reserved.Tolerations(r.env)...).
		WithContainers(container).WithVolumes(part.Scratch("tmp", "1Gi")).WithVolumes(volumes...)
}

// cronJob runs a pod at the time of the rehearsal, once.
func (r renderer) cronJob(name string, labels map[string]string, template *core.PodTemplateSpecApplyConfiguration, deadline int64, annotations map[string]string) object.Object {
	annotations["argocd.argoproj.io/ignore-healthcheck"] = "true"
	return object.From(batch.CronJob(name, r.drills.Namespace).WithLabels(labels).WithAnnotations(annotations).WithSpec(
		batch.CronJobSpec().WithSchedule(r.store.Drill.Schedule).WithTimeZone("Etc/UTC").WithConcurrencyPolicy(batchv1.ForbidConcurrent).
			WithStartingDeadlineSeconds(3600).WithSuccessfulJobsHistoryLimit(1).WithFailedJobsHistoryLimit(3).
			WithJobTemplate(batch.JobTemplateSpec().WithLabels(labels).WithSpec(batch.JobSpec().WithBackoffLimit(0).
				WithActiveDeadlineSeconds(deadline).WithTTLSecondsAfterFinished(86400).WithTemplate(template)))))
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
