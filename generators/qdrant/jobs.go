package qdrant

import (
	_ "embed"
	"fmt"
	"strings"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	batch "k8s.io/client-go/applyconfigurations/batch/v1"
	core "k8s.io/client-go/applyconfigurations/core/v1"

	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/part"
	"github.com/sutazai/sutaz/schema"
)

//go:embed collections.sh
var collectionsScript string

//go:embed snapshots.sh
var snapshotsScript string

// jobSize is what a script and curl need.
var jobSize = schema.Size{
	Requests: schema.Resources{CPU: "20m", Memory: "32Mi"}, Limits: schema.Resources{CPU: "200m", Memory: "128Mi"}, Ephemeral: "16Mi",
}

// jobUser is the numeric user and group of the jobs; the image asks for none.
const jobUser = 10001

func (r renderer) collectionsName() string { return r.store.Name + "-collections" }

func (r renderer) snapshotsName() string { return r.store.Name + "-snapshots" }

// collections make what is declared and is not there.
func (r renderer) collections() []object.Object {
	name := r.collectionsName()
	labels := r.labels(name, r.store.Qdrant.Client)
	template := core.PodTemplateSpec().WithLabels(labels).WithAnnotations(map[string]string{part.LabelChecksum: part.Checksum(r.collectionFiles())}).WithSpec(r.collectionsPod())
	job := batch.Job(name, r.endpoint.Namespace).WithLabels(labels).WithAnnotations(map[string]string{
		// A Job never changes, so a new one takes its place.
		"argocd.argoproj.io/sync-options": "Force=true,Replace=true",
	}).WithSpec(batch.JobSpec().
		// Argo CD leaves a Job that failed as it is. So it tries for a day, until there are servers and secrets.
		WithBackoffLimit(200).WithActiveDeadlineSeconds(86400).WithTemplate(template))
	return append(r.job(name, labels, r.collectionFiles()), object.From(job))
}

func (r renderer) collectionFiles() map[string]string {
	return map[string]string{"run.sh": collectionsScript, "collections": r.collectionLines()}
}

func (r renderer) collectionsPod() *core.PodSpecApplyConfiguration {
	return r.jobPod(r.collectionsName(), []string{"/etc/sutaz/collections"}, [][2]string{
		{"QDRANT_URL", fmt.Sprintf("http://%s:%d", r.endpoint.Host, r.rest()[0].Port)},
		{"REPLICATION_FACTOR", fmt.Sprint(r.replication())},
		{"SERVERS", fmt.Sprint(r.store.Replicas)},
		{"TRIES", "60"},
		{"WRITE_CONSISTENCY_FACTOR", fmt.Sprint(r.consistency())},
	})
}

// snapshots are asked of each server, since each sends only what it has. Between two of them the recovery point is that of
// the snapshots of volumes.
func (r renderer) snapshots() []object.Object {
	name := r.snapshotsName()
	labels := r.labels(name, r.store.Qdrant.Client)
	template := core.PodTemplateSpec().WithLabels(labels).WithAnnotations(map[string]string{part.LabelChecksum: part.Checksum(r.snapshotFiles())}).WithSpec(r.snapshotsPod())
	cron := batch.CronJob(name, r.endpoint.Namespace).WithLabels(labels).WithAnnotations(map[string]string{
		// A run takes long, and holds nothing up.
		"argocd.argoproj.io/ignore-healthcheck": "true",
	}).WithSpec(batch.CronJobSpec().
		// A standby has nothing of its own to copy.
		WithSchedule(r.store.Backup.Full).WithTimeZone("Etc/UTC").WithSuspend(r.env.Environment.Role == "standby").
		WithConcurrencyPolicy(batchv1.ForbidConcurrent).WithStartingDeadlineSeconds(600).
		WithSuccessfulJobsHistoryLimit(1).WithFailedJobsHistoryLimit(3).
		WithJobTemplate(batch.JobTemplateSpec().WithLabels(labels).WithSpec(
			batch.JobSpec().WithBackoffLimit(2).WithActiveDeadlineSeconds(43200).WithTTLSecondsAfterFinished(86400).WithTemplate(template))))
	return append(r.job(name, labels, r.snapshotFiles()), object.From(cron))
}

func (r renderer) snapshotFiles() map[string]string {
	return map[string]string{"run.sh": snapshotsScript}
}

func (r renderer) snapshotsPod() *core.PodSpecApplyConfiguration {
	servers := make([]string, r.store.Replicas)
	for i := range servers {
		servers[i] = fmt.Sprintf("http://%s-%d.%s:%d", r.store.Name, i, r.peersHost(), r.rest()[0].Port)
	}
	return r.jobPod(r.snapshotsName(), nil, [][2]string{
		{"RETENTION_DAYS", strings.TrimSuffix(r.store.Backup.Retention, "d")}, {"SERVERS", strings.Join(servers, " ")},
	})
}

// job are the objects that a job has beside itself: an account, its script, a key of its own, and its way to the servers.
func (r renderer) job(name string, labels, files map[string]string) []object.Object {
	namespace := r.endpoint.Namespace
	servers := part.Pods(namespace, selector(r.store.Name))
	return []object.Object{
		part.Account(name, namespace, labels),
		object.From(core.ConfigMap(name, namespace).WithLabels(labels).WithData(files)),
		part.ExternalSecret(r.env.Environment.SecretStore, part.Metadata(name, namespace, labels),
			part.Remote{Key: apiKey, Path: part.CredentialsPath(r.endpoint.Credentials, name), Property: apiKey}),
		part.NetworkPolicy(name, namespace, labels, nil, selector(name), nil, []*part.Egress{part.ToDNS(), part.To(servers, r.rest()...)}),
	}
}

// jobPod runs the script of a job.
func (r renderer) jobPod(name string, args []string, variables [][2]string) *core.PodSpecApplyConfiguration {
	container := core.Container().WithName(name).WithImage(part.Image(r.store.Qdrant.Client)).WithImagePullPolicy(corev1.PullIfNotPresent).
		WithCommand("/bin/sh", "/etc/sutaz/run.sh").WithArgs(args...).
		WithEnv(secretVariable("QDRANT_API_KEY", name, apiKey)).
		WithResources(part.Resources(jobSize)).WithSecurityContext(part.SecureContainer()).
		WithVolumeMounts(part.Mount("config", "/etc/sutaz").WithReadOnly(true))
	for _, variable := range variables {
		container.WithEnv(core.EnvVar().WithName(variable[0]).WithValue(variable[1]))
	}
	return core.PodSpec().WithServiceAccountName(name).WithAutomountServiceAccountToken(false).WithEnableServiceLinks(false).
		WithTerminationGracePeriodSeconds(10).WithPriorityClassName(r.store.PriorityClass).WithRestartPolicy(corev1.RestartPolicyOnFailure).
		WithSecurityContext(part.SecurePod(jobUser)).
		WithAffinity(part.Reserved.Affinity()).WithTolerations(part.Reserved.Tolerations(r.env)...).
		WithContainers(container).WithVolumes(config(name))
}
