// Package postgresql renders a PostgreSQL cluster for CloudNativePG: the servers, the poolers in front of them, where the
// log and the base backups are archived, and a database with its role for each agent.
package postgresql

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/util/intstr"
	core "k8s.io/client-go/applyconfigurations/core/v1"

	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/part"
	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/schema"
)

// Kind is the kind of these components.
const Kind = "postgresql"

// The API versions of the operator and of its plugin, and the plugin's name.
const (
	operatorAPI = "postgresql.cnpg.io/v1"
	pluginAPI   = part.ArchiveAPI
	plugin      = "barman-cloud.cloudnative-pg.io"
)

// Ports of the servers and the poolers.
var (
	portDatabase      = part.Port("postgresql", 5432, "TCP")
	portStatus        = part.Port("status", 8000, "TCP")
	portMetrics       = part.Port("metrics", 9187, "TCP")
	portPoolerMetrics = part.Port("metrics", 9127, "TCP")
)

// Components renders every store of the kind.
func Components(env *platform.Environment) []object.Component {
	var components []object.Component
	for _, s := range part.Stores(env, func(s schema.Store) bool { return s.PostgreSQL != nil }) {
		r := renderer{env, s, *s.PostgreSQL, env.Endpoints[s.Endpoint]}
		instances := r.PostgreSQL.Pooler.Instances
		c := part.StoreComponent(env, Kind, s, r.objects,
			part.Runs(part.Reserved, r.server(), s.Replicas, s.Replicas), part.Runs(part.Reserved, r.poolerPod(), instances, instances))
		c.Claims = append(c.Claims, part.Claims(s.PostgreSQL.WAL, s.Replicas))
		components = append(components, c)
	}
	return components
}

// Source is the description of the part of the store that an object is made of.
func Source(component string, o object.Object, _ []string) []string {
	switch o.Key().Kind {
	case "NetworkPolicy":
		return part.StoreSource(component, "endpoint")
	case "ObjectStore", "ScheduledBackup":
		return part.StoreSource(component, "backup")
	}
	return part.StoreSource(component, "postgresql")
}

// renderer renders one store in one environment.
type renderer struct {
	env *platform.Environment
	schema.Store
	PostgreSQL schema.PostgreSQL
	endpoint   schema.Endpoint
}

func (r renderer) objects() []object.Object {
	all := []object.Object{r.cluster(), r.pooler(), part.Account(r.poolerName(), r.endpoint.Namespace, r.labels(r.poolerName())), r.serverPolicy(), r.poolerPolicy(),
		part.PodMonitor(r.env, r.Name, r.endpoint.Namespace, r.labels(r.Name), schema.PostgreSQLPods(r.Name), schema.Metrics{Port: portMetrics.Name, Path: "/metrics"}),
		part.PodMonitor(r.env, r.poolerName(), r.endpoint.Namespace, r.labels(r.poolerName()), r.endpoint.Selector, schema.Metrics{Port: portPoolerMetrics.Name, Path: "/metrics"}),
	}
	if r.PostgreSQL.Pooler.Instances > 1 {
		all = append(all, part.Budget(r.poolerName(), r.endpoint.Namespace, r.labels(r.poolerName()), r.endpoint.Selector))
	}
	for _, key := range r.objectStores() {
		all = append(all, r.objectStore(key)...)
	}
	if r.Backup != nil {
		all = append(all, r.scheduledBackup())
	}
	if !r.replica() {
		for _, client := range r.clients() {
			all = append(all, r.database(client)...)
		}
	}
	return all
}

// replica says whether the cluster goes on reading what another one writes: then nothing in it can be changed here.
func (r renderer) replica() bool {
	return r.env.Environment.Role == "standby" && r.PostgreSQL.Follows != nil
}

func (r renderer) poolerName() string { return r.Name + "-pooler" }

func (r renderer) labels(name string) map[string]string {
	return part.StoreLabels(r.env, r.Store, name, r.PostgreSQL.Image.Tag)
}

// inherited are the labels that the operator puts on what it makes. Those of Kubernetes it sets itself.
func (r renderer) inherited() map[string]any {
	labels := map[string]any{}
	for key, value := range r.labels(r.Name) {
		if strings.HasPrefix(key, "sutaz.ai/") {
			labels[key] = value
		}
	}
	return labels
}

// object is a custom resource: at the first sync its definition may come with the operator, in the same run. Options are
// sync options beside that.
func (r renderer) object(apiVersion, kind, name string, spec map[string]any, options ...string) object.Object {
	metadata := part.Metadata(name, r.endpoint.Namespace, r.labels(r.Name))
	metadata["annotations"] = map[string]any{"argocd.argoproj.io/sync-options": strings.Join(append(options, "SkipDryRunOnMissingResource=true"), ",")}
	return object.Object{"apiVersion": apiVersion, "kind": kind, "metadata": metadata, "spec": spec}
}

func (r renderer) cluster() object.Object {
	memory, wal := resource.MustParse(r.Resources.Requests.Memory), resource.MustParse(r.PostgreSQL.WAL.Size)
	megabytes := memory.Value() >> 20
	parameters := map[string]any{
		"max_connections": fmt.Sprint(r.PostgreSQL.MaxConnections),
		"shared_buffers":  fmt.Sprintf("%dMB", megabytes/4), "effective_cache_size": fmt.Sprintf("%dMB", megabytes*3/4),
		// The log of a standby that is lost fills no more than half of its disk: a primary whose disk is full stops, and none
		// takes over. The standby finds in the archive what is no longer there. pg_upgrade to a server older than 17.6
		// wants -1 here, which the operator says for as long as it lasts.
		"max_slot_wal_keep_size": fmt.Sprintf("%dMB", wal.Value()>>21),
		// A client that forgot its transaction holds a connection, and keeps dead rows from being removed.
		"idle_in_transaction_session_timeout": "10min",
	}
	postgresql := map[string]any{
		"parameters": parameters,
		// A role has the database that is named after it, or after a role that it is a member of, and no other.
		"pg_hba": []any{"hostssl samerole all all scram-sha-256", "host all all all reject"},
	}
	if r.Replicas >= 3 {
		// What was committed is on two servers, and only one that surely has it takes over.
		postgresql["synchronous"] = map[string]any{"method": "any", "number": int64(1), "dataDurability": "required", "failoverQuorum": true}
	}
	spec := map[string]any{
		"description": r.Description, "instances": r.Replicas, "imageName": part.Image(r.PostgreSQL.Image), "imagePullPolicy": "IfNotPresent",
		"primaryUpdateStrategy": "unsupervised", "primaryUpdateMethod": "switchover", "enableSuperuserAccess": false,
		// With one server, a budget would only keep its machine from being drained.
		"enablePDB":         r.Replicas > 1,
		"inheritedMetadata": map[string]any{"labels": r.inherited()},
		"priorityClassName": r.PriorityClass, "resources": plain(part.Resources(r.Resources)),
		"affinity": r.affinity(),
		"storage":  r.volume(*r.Volume), "walStorage": r.volume(r.PostgreSQL.WAL),
		"postgresql": postgresql, "bootstrap": r.bootstrap(),
	}
	if len(r.env.Environment.Zones) > 1 {
		// The jobs that make a server count as one: their volume is in the zone where the server will be.
		zone := part.Spread(corev1.LabelTopologyZone, corev1.DoNotSchedule, schema.PostgreSQLPods(r.Name), "")
		zone.MatchLabelKeys = nil
		spec["topologySpreadConstraints"] = []any{plain(zone)}
	}
	if r.Backup != nil {
		parameters["archive_timeout"] = postgresDuration(r.Backup.Archive)
		spec["plugins"] = []any{map[string]any{"name": plugin, "enabled": true, "isWALArchiver": true,
			"parameters": map[string]any{"barmanObjectName": r.objectStoreName(r.Backup.Location), "serverName": r.ArchiveName()}}}
	}
	if follows := r.PostgreSQL.Follows; follows != nil {
		spec["replica"] = map[string]any{"enabled": r.replica(), "source": follows.ObjectStore}
		spec["externalClusters"] = []any{map[string]any{"name": follows.ObjectStore, "plugin": map[string]any{
			"name": plugin, "enabled": true, "isWALArchiver": false,
			"parameters": map[string]any{"barmanObjectName": r.objectStoreName(follows.ObjectStore), "serverName": follows.Server},
		}}}
	}
	return r.object(operatorAPI, "Cluster", r.Name, spec, part.Keep)
}

// affinity keeps servers apart, and on machines that stay.
func (r renderer) affinity() map[string]any {
	affinity := map[string]any{
		"enablePodAntiAffinity": true, "podAntiAffinityType": "required", "topologyKey": corev1.LabelHostname,
		"nodeAffinity": plain(part.Reserved.Affinity().NodeAffinity),
	}
	var tolerations []any
	for _, toleration := range part.Reserved.Tolerations(r.env) {
		tolerations = append(tolerations, plain(toleration))
	}
	if len(tolerations) > 0 {
		affinity["tolerations"] = tolerations
	}
	return affinity
}

// bootstrap is where the first data come from. A database of the operator's own is made in any case; nobody uses it.
func (r renderer) bootstrap() map[string]any {
	if follows := r.PostgreSQL.Follows; follows != nil {
		recovery := map[string]any{"source": follows.ObjectStore, "database": "app", "owner": "app"}
		if follows.Until != "" {
			recovery["recoveryTarget"] = map[string]any{"targetTime": follows.Until}
		}
		return map[string]any{"recovery": recovery}
	}
	return map[string]any{"initdb": map[string]any{"database": "app", "owner": "app", "encoding": "UTF8", "localeCollate": "C", "localeCType": "C", "dataChecksums": true}}
}

func (r renderer) volume(v schema.Volume) map[string]any {
	return map[string]any{"size": v.Size, "storageClass": r.env.Environment.StorageClasses[v.Class], "resizeInUseVolumes": true}
}

// server is what the operator makes of the cluster, as far as machines are concerned.
func (r renderer) server() *core.PodSpecApplyConfiguration {
	pod := core.PodSpec().WithContainers(core.Container().WithName("postgres").WithResources(part.Resources(r.Resources)))
	if r.Backup != nil || r.PostgreSQL.Follows != nil {
		pod.WithContainers(core.Container().WithName("plugin-barman-cloud").WithResources(part.Resources(r.PostgreSQL.Archiver)))
	}
	return pod
}

func (r renderer) pooler() object.Object {
	p := r.PostgreSQL.Pooler
	labels := r.inherited()
	service := map[string]any{"type": string(corev1.ServiceTypeClusterIP)}
	if len(r.env.Environment.Zones) > 1 {
		service["trafficDistribution"] = part.TrafficZone
	}
	return r.object(operatorAPI, "Pooler", r.poolerName(), map[string]any{
		"cluster": map[string]any{"name": r.Name}, "type": "rw", "instances": p.Instances, "serviceAccountName": r.poolerName(),
		// Not one pod more than that: their connections are counted.
		"deploymentStrategy": map[string]any{"type": "RollingUpdate", "rollingUpdate": map[string]any{"maxSurge": int64(0), "maxUnavailable": int64(1)}},
		"serviceTemplate":    map[string]any{"metadata": map[string]any{"labels": labels}, "spec": service},
		"pgbouncer": map[string]any{"image": part.Image(p.Image), "poolMode": p.Mode, "paused": false, "parameters": map[string]any{
			"default_pool_size": fmt.Sprint(p.Connections), "max_user_connections": fmt.Sprint(p.Connections), "max_client_conn": "1000",
		}},
		"template": map[string]any{"metadata": map[string]any{"labels": labels}, "spec": plain(r.poolerPod())},
	})
}

// poolerPod leaves out what the operator fills in: the image, the command, the ports, the security contexts. It has a
// token: its manager reads the configuration from the API server.
func (r renderer) poolerPod() *core.PodSpecApplyConfiguration {
	return core.PodSpec().WithServiceAccountName(r.poolerName()).WithAutomountServiceAccountToken(true).WithEnableServiceLinks(false).WithPriorityClassName(r.PriorityClass).WithTerminationGracePeriodSeconds(60).
		WithAffinity(part.Reserved.Affinity()).WithTolerations(part.Reserved.Tolerations(r.env)...).
		WithTopologySpreadConstraints(part.SpreadSet(r.env, r.endpoint.Selector, "pod-template-hash")...).
		WithContainers(core.Container().WithName("pgbouncer").WithResources(part.Resources(r.PostgreSQL.Pooler.Resources)).
			WithLivenessProbe(core.Probe().WithPeriodSeconds(10).WithTimeoutSeconds(5).WithFailureThreshold(6).
				WithTCPSocket(core.TCPSocketAction().WithPort(intstr.FromInt32(int32(portDatabase.Port))))).
			WithLifecycle(core.Lifecycle().WithPreStop(core.LifecycleHandler().WithSleep(core.SleepAction().WithSeconds(5)))))
}

// serverPolicy is for the servers and the jobs that make them.
func (r renderer) serverPolicy() object.Object {
	namespace, servers := r.endpoint.Namespace, schema.PostgreSQLPods(r.Name)
	in := append(part.FromOperators(r.env, r.Store),
		part.From(part.Pods(namespace, r.endpoint.Selector), portDatabase),
		part.From(part.Pods(namespace, servers), portDatabase, portStatus),
		part.FromPrometheus(r.env, portMetrics), part.FromKubelet(portStatus))
	out := []*part.Egress{part.ToDNS(), part.ToAPIServer(r.env.Environment.Cluster), part.To(part.Pods(namespace, servers), portDatabase, portStatus)}
	reasons := map[string]schema.External{}
	for _, key := range r.objectStores() {
		store := r.env.ObjectStores[key]
		reasons[key] = schema.External{Host: store.Host, Port: store.Port, Reason: "log and base backups in bucket " + store.Bucket}
		out = append(out, part.ToExternal(r.env.Environment.Cluster, reasons[key]))
	}
	return part.NetworkPolicy(r.Name, namespace, r.labels(r.Name), part.EgressReasons(reasons), servers, in, out)
}

func (r renderer) poolerPolicy() object.Object {
	namespace := r.endpoint.Namespace
	in := append(part.FromClients(r.env, r.endpoint.Name), part.FromPrometheus(r.env, portPoolerMetrics), part.FromKubelet(portDatabase))
	out := []*part.Egress{part.ToDNS(), part.ToAPIServer(r.env.Environment.Cluster), part.To(part.Pods(namespace, schema.PostgreSQLPods(r.Name)), portDatabase)}
	return part.NetworkPolicy(r.poolerName(), namespace, r.labels(r.poolerName()), nil, r.endpoint.Selector, in, out)
}

// objectStores are where it writes, and where it reads what another cluster wrote; sorted.
func (r renderer) objectStores() []string {
	keys := map[string]bool{}
	if r.Backup != nil {
		keys[r.Backup.Location] = true
	}
	if r.PostgreSQL.Follows != nil {
		keys[r.PostgreSQL.Follows.ObjectStore] = true
	}
	return slices.Sorted(maps.Keys(keys))
}

func (r renderer) objectStoreName(key string) string { return r.Name + "-backup-" + key }

// objectStore is a bucket with its keys. Only the one that is written to forgets what is old: nobody deletes another
// cluster's copies. The second copy is the bucket's own replication, which no plugin does: it archives to one place.
func (r renderer) objectStore(key string) []object.Object {
	store, name, folder := r.env.ObjectStores[key], r.objectStoreName(key), r.Name
	written := r.Backup != nil && r.Backup.Location == key
	if !written {
		folder = r.PostgreSQL.Follows.Path
	}
	o := r.object(pluginAPI, "ObjectStore", name, nil)
	spec := part.Archive(store, folder, name, nil, r.PostgreSQL.Archiver)["spec"].(map[string]any)
	o["spec"] = spec
	if written {
		spec["retentionPolicy"] = r.Backup.Retention
		second := r.env.ObjectStores[r.Backup.Second]
		o["metadata"].(map[string]any)["annotations"].(map[string]any)["sutaz.ai/second-copy"] =
			fmt.Sprintf("s3://%s/%s in %s, by replication of the bucket", second.Bucket, folder, second.Region)
	}
	credentials := part.ExternalSecret(r.env.Environment.SecretStore, part.Metadata(name, r.endpoint.Namespace, r.labels(r.Name)),
		part.Remote{Key: "access-key", Path: store.Path, Property: "access-key"}, part.Remote{Key: "secret-key", Path: store.Path, Property: "secret-key"})
	return []object.Object{o, part.WithTemplate(credentials, "", map[string]string{"region": store.Region})}
}

// scheduledBackup is the base that the archived log goes on from. Its schedule has seconds before the five fields.
func (r renderer) scheduledBackup() object.Object {
	return r.object(operatorAPI, "ScheduledBackup", r.Name, map[string]any{
		"cluster": map[string]any{"name": r.Name}, "schedule": "0 " + r.Backup.Full, "immediate": true, "suspend": false,
		"backupOwnerReference": "cluster", "target": "prefer-standby",
		"method": "plugin", "pluginConfiguration": map[string]any{"name": plugin},
	})
}

// clients are the agents that depend on the endpoint, sorted.
func (r renderer) clients() []string {
	var names []string
	for _, client := range r.env.Clients(r.endpoint.Name) {
		if client.Agent != nil {
			names = append(names, client.Name)
		}
	}
	return names
}

// role is the name of an agent in PostgreSQL, where a dash would have to be quoted.
func role(agent string) string { return strings.ReplaceAll(agent, "-", "_") }

// database is the role of an agent with its password, and the database that it owns unless it shares another's. What the
// agent stored stays when the agent goes.
func (r renderer) database(client string) []object.Object {
	name, p := r.Name+"-user-"+client, r.PostgreSQL.Pooler
	cluster := map[string]any{"name": r.Name}
	owner, shares := r.PostgreSQL.Shares[client]
	spec := map[string]any{
		"cluster": cluster, "name": role(client), "comment": "Agent " + client, "ensure": "present", "databaseRoleReclaimPolicy": "retain",
		"login": true, "inherit": true, "superuser": false, "createdb": false, "createrole": false, "replication": false, "bypassrls": false,
		"connectionLimit": p.Connections * p.Instances, "passwordSecret": map[string]any{"name": name},
	}
	if shares {
		spec["inRoles"] = []any{role(owner)}
	}
	path := part.CredentialsPath(r.endpoint.Credentials, client)
	all := []object.Object{
		r.object(operatorAPI, "DatabaseRole", name, spec),
		// The operator refuses a user name that is not the role's, and sets a new password as soon as it is there.
		part.WithTemplate(part.ExternalSecret(r.env.Environment.SecretStore, part.Metadata(name, r.endpoint.Namespace, r.labels(r.Name)),
			part.Remote{Key: corev1.BasicAuthPasswordKey, Path: path, Property: "password"},
			part.Remote{Key: corev1.BasicAuthUsernameKey, Path: path, Property: "username"}), string(corev1.SecretTypeBasicAuth), nil),
	}
	if !shares {
		all = append(all, r.object(operatorAPI, "Database", name, map[string]any{
			"cluster": cluster, "name": role(client), "owner": role(client), "ensure": "present", "databaseReclaimPolicy": "retain",
		}))
	}
	return all
}

// postgresDuration writes a duration as PostgreSQL does, whose minutes are not m.
func postgresDuration(d string) string {
	if minutes, is := strings.CutSuffix(d, "m"); is {
		return minutes + "min"
	}
	return d
}

// plain is a part of an object as JSON.
func plain(applyConfiguration any) map[string]any {
	return object.From(applyConfiguration)
}
