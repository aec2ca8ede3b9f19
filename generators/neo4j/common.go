package neo4j

import (
	"embed"
	"fmt"
	"maps"
	"slices"
	"strings"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	batch "k8s.io/client-go/applyconfigurations/batch/v1"
	core "k8s.io/client-go/applyconfigurations/core/v1"

	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/part"
	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/schema"
)

//go:embed scripts/*.sh
var scripts embed.FS

// Where the pods of users and copies find what they read.
const (
	scriptsDir   = "/etc/sutaz/scripts"
	authDir      = "/etc/sutaz/auth"
	clientsDir   = "/etc/sutaz/clients"
	locationsDir = "/etc/sutaz/locations"
	bin          = "/var/lib/neo4j/bin:/opt/java/openjdk/bin:/usr/bin:/bin"
)

func (r renderer) authName() string    { return r.store.Name + "-auth" }
func (r renderer) usersName() string   { return r.store.Name + "-users" }
func (r renderer) backupName() string  { return r.store.Name + "-backup" }
func (r renderer) scriptsName() string { return r.store.Name + "-scripts" }

// locationName is the Secret and the ConfigMap of a place of copies.
func (r renderer) locationName(key string) string { return r.backupName() + "-" + key }

// copies says whether the servers copy themselves: of a Community server the volume's snapshots are the copies.
func (r renderer) copies() bool { return r.enterprise() && r.store.Backup != nil }

// clients are the agents that log in.
func (r renderer) clients() []*platform.Agent {
	var agents []*platform.Agent
	for _, client := range r.env.Clients(r.endpoint.Name) {
		if client.Agent != nil {
			agents = append(agents, client.Agent)
		}
	}
	return agents
}

// common is what the servers of a store share.
func (r renderer) common() []object.Object {
	name, namespace, labels := r.store.Name, r.endpoint.Namespace, r.labels(r.store.Name)
	all := []object.Object{
		part.Service(r.env, name, namespace, labels, r.selector(), r.endpoint.Ports),
		r.auth(),
	}
	if r.clustered() {
		all = append(all, part.Budget(name, namespace, labels, r.selector()))
	}
	if r.enterprise() {
		monitor := part.PodMonitor(r.env, name, namespace, labels, r.selector(), schema.Metrics{Path: "/metrics"})
		// The chart gives the port no name.
		endpoint := monitor["spec"].(map[string]any)["podMetricsEndpoints"].([]any)[0].(map[string]any)
		delete(endpoint, "port")
		endpoint["portNumber"] = metricsPort.Port
		all = append(all, monitor)
	}
	if len(r.clients()) > 0 {
		all = append(all, r.users()...)
	}
	if r.copies() {
		all = append(all, r.backup()...)
	}
	if len(r.clients()) > 0 || r.copies() {
		all = append(all, r.scripts())
	}
	return all
}

// auth is the first password of the user neo4j in the form that a server reads: the store has the password alone.
func (r renderer) auth() object.Object {
	return part.Templated(part.ExternalSecret(r.env.Environment.SecretStore, part.Metadata(r.authName(), r.endpoint.Namespace, r.labels(r.store.Name)),
		part.Remote{Key: "password", Path: r.store.Neo4j.Admin, Property: "password"}), map[string]string{"NEO4J_AUTH": "neo4j/{{ .password }}"})
}

// users keeps the users of clients as the secret store has them, also when a password there changes.
func (r renderer) users() []object.Object {
	name, namespace, labels := r.usersName(), r.endpoint.Namespace, r.labels(r.usersName())
	var values []part.Remote
	for _, client := range r.clients() {
		path := part.CredentialsPath(r.endpoint.Credentials, client.Name)
		for _, property := range []string{"username", "password"} {
			values = append(values, part.Remote{Key: client.Name + "." + property, Path: path, Property: property})
		}
	}
	bolt := platform.PortsNamed(r.endpoint.Ports, []string{"bolt"})
	variables := map[string]string{"CLIENTS": clientsDir, "AUTH": authDir + "/NEO4J_AUTH", "ADDRESS": fmt.Sprintf("neo4j://%s:%d", r.endpoint.Host, bolt[0].Port)}
	if r.enterprise() {
		variables["ROLE"] = r.store.Neo4j.Role
	}
	pod := r.tool(name, []string{"users.sh"}, variables,
		secretVolume("auth", r.authName()), secretVolume("clients", name), part.Scratch("tmp", scratch))
	pod.Containers[0].WithVolumeMounts(part.Mount("auth", authDir).WithReadOnly(true), part.Mount("clients", clientsDir).WithReadOnly(true), part.Mount("tmp", "/tmp"))
	return []object.Object{
		part.ExternalSecret(r.env.Environment.SecretStore, part.Metadata(name, namespace, labels), values...),
		part.Account(name, namespace, labels),
		r.cron(name, "*/5 * * * *", 240, labels, pod),
		part.NetworkPolicy(name, namespace, labels, nil, map[string]string{"app.kubernetes.io/name": name}, nil,
			[]*part.Egress{part.ToDNS(), part.To(r.pods(r.store.Name), bolt...)}),
	}
}

// backup copies all databases to both locations: all of it, and what has changed.
func (r renderer) backup() []object.Object {
	name, namespace, labels := r.backupName(), r.endpoint.Namespace, r.labels(r.backupName())
	var servers []string
	for i := range r.store.Replicas {
		servers = append(servers, fmt.Sprintf("%s:%d", r.internals(i), backupPort.Port))
	}
	var all []object.Object
	var volumes []*core.VolumeApplyConfiguration
	var mounts []*core.VolumeMountApplyConfiguration
	egress, reasons := []*part.Egress{part.ToDNS(), part.To(r.pods(r.store.Name), backupPort)}, map[string]schema.External{}
	for _, key := range []string{r.store.Backup.Location, r.store.Backup.Second} {
		to, name := r.env.ObjectStores[key], r.locationName(key)
		all = append(all,
			part.ExternalSecret(r.env.Environment.SecretStore, part.Metadata(name, namespace, labels),
				part.Remote{Key: "access-key", Path: to.Path, Property: "access-key"}, part.Remote{Key: "secret-key", Path: to.Path, Property: "secret-key"}),
			object.From(core.ConfigMap(name, namespace).WithLabels(labels).WithData(map[string]string{
				"endpoint": fmt.Sprintf("https://%s:%d", to.Host, to.Port), "region": to.Region, "to": fmt.Sprintf("s3://%s/%s/", to.Bucket, r.store.Name),
			})))
		volumes = append(volumes, core.Volume().WithName(key).WithProjected(core.ProjectedVolumeSource().WithDefaultMode(0o440).WithSources(
			core.VolumeProjection().WithConfigMap(core.ConfigMapProjection().WithName(name)),
			core.VolumeProjection().WithSecret(core.SecretProjection().WithName(name)))))
		mounts = append(mounts, part.Mount(key, locationsDir+"/"+key).WithReadOnly(true))
		reasons[key] = schema.External{Host: to.Host, Port: to.Port, Reason: "copies of the data"}
		egress = append(egress, part.ToExternal(r.env.Environment.Cluster, reasons[key]))
	}
	for _, kind := range []struct{ name, schedule, argument string }{
		{name + "-full", r.store.Backup.Full, "FULL"}, {name + "-changes", r.store.Backup.Incremental, "AUTO"},
	} {
		pod := r.tool(kind.name, []string{"backup.sh", kind.argument},
			map[string]string{"LOCATIONS": locationsDir, "SERVERS": strings.Join(servers, ","), "SCRATCH": "/tmp/copies", "HEAP_SIZE": "512m",
				"NEO4J_ACCEPT_LICENSE_AGREEMENT": r.store.Neo4j.Licence.Agreement},
			append(slices.Clone(volumes), part.Scratch("tmp", scratch), r.copyVolume())...)
		pod.Containers[0].WithVolumeMounts(mounts...).WithVolumeMounts(part.Mount("tmp", "/tmp"), part.Mount("copies", "/tmp/copies"))
		all = append(all, part.Account(kind.name, namespace, labels), r.cron(kind.name, kind.schedule, 6*3600, labels, pod))
	}
	return append(all, part.NetworkPolicy(name, namespace, labels, part.EgressReasons(reasons),
		map[string]string{"app.kubernetes.io/name": name}, nil, egress))
}

// copyVolume is a disk that goes with the pod: a copy is put together there before it leaves.
func (r renderer) copyVolume() *core.VolumeApplyConfiguration {
	return core.Volume().WithName("copies").WithEphemeral(core.EphemeralVolumeSource().WithVolumeClaimTemplate(
		core.PersistentVolumeClaimTemplate().WithLabels(part.Lasting(r.backupName())).WithSpec(core.PersistentVolumeClaimSpec().
			WithAccessModes(corev1.ReadWriteOnce).WithStorageClassName(r.env.Environment.StorageClasses["standard"]).
			WithResources(core.VolumeResourceRequirements().WithRequests(corev1.ResourceList{corev1.ResourceStorage: resource.MustParse(r.store.Volume.Size)})))))
}

// scripts are those that the pods of users and copies run.
func (r renderer) scripts() object.Object {
	return object.From(core.ConfigMap(r.scriptsName(), r.endpoint.Namespace).WithLabels(r.labels(r.store.Name)).WithData(scriptFiles()))
}

func scriptFiles() map[string]string {
	files := map[string]string{}
	for _, name := range []string{"backup.sh", "users.sh"} {
		text, err := scripts.ReadFile("scripts/" + name)
		if err != nil {
			panic(err) // It is in the program.
		}
		files[name] = string(text)
	}
	return files
}

// tool is a pod that runs a script of ours in the image of the server.
func (r renderer) tool(account string, script []string, variables map[string]string, volumes ...*core.VolumeApplyConfiguration) *core.PodSpecApplyConfiguration {
	container := core.Container().WithName("tool").WithImage(part.Image(r.store.Neo4j.Image)).WithImagePullPolicy(corev1.PullIfNotPresent).
		WithCommand(append([]string{"/bin/bash", scriptsDir + "/" + script[0]}, script[1:]...)...).
		WithEnv(core.EnvVar().WithName("HOME").WithValue("/tmp"), core.EnvVar().WithName("PATH").WithValue(bin)).
		WithResources(part.Resources(toolSize, scratch)).WithSecurityContext(part.SecureContainer()).
		WithVolumeMounts(part.Mount("scripts", scriptsDir).WithReadOnly(true))
	for _, name := range slices.Sorted(maps.Keys(variables)) {
		container.WithEnv(core.EnvVar().WithName(name).WithValue(variables[name]))
	}
	return core.PodSpec().WithServiceAccountName(account).WithAutomountServiceAccountToken(false).WithEnableServiceLinks(false).
		WithRestartPolicy(corev1.RestartPolicyNever).WithTerminationGracePeriodSeconds(30).WithPriorityClassName(r.store.PriorityClass).
		WithSecurityContext(part.SecurePod(uid)).WithAffinity(part.Reserved.Affinity()).WithTolerations(part.Reserved.Tolerations(r.env)...).
		WithContainers(container).
		WithVolumes(core.Volume().WithName("scripts").WithConfigMap(core.ConfigMapVolumeSource().WithName(r.scriptsName()).WithDefaultMode(0o440))).
		WithVolumes(volumes...)
}

// toolSize is what a tool in Java gets.
var toolSize = schema.Size{
	Requests: schema.Resources{CPU: "100m", Memory: "512Mi"}, Limits: schema.Resources{CPU: "1", Memory: "1Gi"}, Ephemeral: "64Mi",
}

// cron runs a pod at times of UTC; a run that hangs ends after the deadline, in seconds.
func (r renderer) cron(name, schedule string, deadline int64, labels map[string]string, pod *core.PodSpecApplyConfiguration) object.Object {
	return object.From(batch.CronJob(name, r.endpoint.Namespace).WithLabels(labels).WithSpec(batch.CronJobSpec().
		WithSchedule(schedule).WithTimeZone("Etc/UTC").WithConcurrencyPolicy(batchv1.ForbidConcurrent).WithStartingDeadlineSeconds(120).
		WithSuccessfulJobsHistoryLimit(1).WithFailedJobsHistoryLimit(3).
		WithJobTemplate(batch.JobTemplateSpec().WithLabels(labels).WithSpec(batch.JobSpec().
			WithBackoffLimit(2).WithActiveDeadlineSeconds(deadline).WithTTLSecondsAfterFinished(86400).
			WithTemplate(core.PodTemplateSpec().WithLabels(labels).WithSpec(pod))))))
}

func secretVolume(name, secret string) *core.VolumeApplyConfiguration {
	return core.Volume().WithName(name).WithSecret(core.SecretVolumeSource().WithSecretName(secret).WithDefaultMode(0o440))
}
