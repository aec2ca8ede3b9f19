package drill

import (
	"maps"
	"strconv"

	core "k8s.io/client-go/applyconfigurations/core/v1"

	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/part"
	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/schema"
)

// plugin archives and restores for CloudNativePG.
const plugin = "barman-cloud.cloudnative-pg.io"

// log restores a PostgreSQL server from its base backup and its log, up to the end of the log.
func (r renderer) log() method {
	name, namespace := r.name(), r.drills.Namespace
	location := r.env.ObjectStores[r.store.Backup.Location]
	instances := part.RehearsedServer(r.env, r.store)
	postgres := platform.NamedPort{Name: "postgres", ContainerPort: schema.ContainerPort{Port: 5432, Protocol: "TCP"}}
	status := platform.NamedPort{Name: "status", ContainerPort: schema.ContainerPort{Port: 8000, Protocol: "TCP"}}
	metadata := part.Metadata(name, namespace, r.labels())
	volume := func(v *schema.Volume) map[string]any {
		return map[string]any{"size": v.Size, "storageClass": r.class()}
	}
	size := r.store.Resources
	spec := map[string]any{
		"instances": int64(1), "imageName": part.Image(r.store.PostgreSQL.Image), "enableSuperuserAccess": false, "priorityClassName": r.store.PriorityClass,
		"storage": volume(r.store.Volume), "walStorage": volume(&r.store.PostgreSQL.WAL),
		"resources": map[string]any{
			"requests": map[string]any{"cpu": size.Requests.CPU, "memory": size.Requests.Memory}, "limits": map[string]any{"cpu": size.Limits.CPU, "memory": size.Limits.Memory},
		},
		"bootstrap": map[string]any{"recovery": map[string]any{
			// The operator gives the owner a password of this secret: what looks at the content logs in with it.
			"source": "origin", "database": "drill", "owner": "drill", "secret": map[string]any{"name": name},
		}},
		"externalClusters": []any{map[string]any{"name": "origin", "plugin": map[string]any{"name": plugin, "parameters": map[string]any{
			"barmanObjectName": name, "serverName": r.store.ArchiveName(),
		}}}},
	}
	restore := object.Object{"apiVersion": "postgresql.cnpg.io/v1", "kind": "Cluster", "metadata": metadata, "spec": spec}
	secret := func(variable, key string) *core.EnvVarApplyConfiguration {
		return core.EnvVar().WithName(variable).WithValueFrom(core.EnvVarSource().WithSecretKeyRef(core.SecretKeySelector().WithName(name).WithKey(key)))
	}
	check := r.check(r.drills.Resources, nil, nil,
		core.EnvVar().WithName("PGHOST").WithValue(name+"-rw"), core.EnvVar().WithName("PGDATABASE").WithValue("drill"),
		core.EnvVar().WithName("PGSSLMODE").WithValue("require"), core.EnvVar().WithName("PGCONNECT_TIMEOUT").WithValue("10"),
		// As many databases as agents have one: fewer are not the whole store.
		core.EnvVar().WithName("DATABASES").WithValue(strconv.Itoa(r.databases())),
		secret("PGUSER", "username"), secret("PGPASSWORD", "password"))
	return method{makes: "Pod/" + name, restored: "cluster.postgresql.cnpg.io/" + name, in: namespace, ready: "condition=Ready", restore: restore, check: check, objects: func() []object.Object {
		secrets := part.ExternalSecret(r.env.Environment.SecretStore, part.Metadata(name, namespace, r.labels()),
			part.Remote{Key: "password", Path: "platform/drill", Property: "password"}, part.Remote{Key: "username", Path: "platform/drill", Property: "username"})
		credentials := part.ExternalSecret(r.env.Environment.SecretStore, part.Metadata(name+"-archive", namespace, r.labels()),
			part.Remote{Key: "access-key", Path: location.Path, Property: "access-key"}, part.Remote{Key: "secret-key", Path: location.Path, Property: "secret-key"})
		credentials = part.WithTemplate(credentials, "", map[string]string{"region": location.Region})
		policyLabels := maps.Clone(r.labels())
		servers := part.NetworkPolicy(name+"-server", namespace, policyLabels, part.EgressReasons(r.archive(location)), instances,
			append(part.FromOperators(r.env, r.store),
				part.From(part.Pods(namespace, r.checker()), postgres), part.From(part.Pods(namespace, instances), postgres, status), part.FromKubelet(status)),
			[]*part.Egress{part.ToDNS(), part.ToAPIServer(r.env.Environment.Cluster), part.To(part.Pods(namespace, instances), postgres, status),
				part.ToExternal(r.env.Environment.Cluster, r.archive(location)["archive"])})
		looks := part.NetworkPolicy(name+"-check", namespace, r.labels(), nil, r.checker(), nil,
			[]*part.Egress{part.ToDNS(), part.To(part.Pods(namespace, instances), postgres)})
		all := []object.Object{secrets, credentials, r.objectStore(location), servers, looks}
		return append(all, r.role(namespace, may("batch", "jobs", "get", "list"), may("postgresql.cnpg.io", "clusters", makes...),
			may("", "persistentvolumeclaims", "delete", "get", "list", "watch"))...)
	}}
}

// databases is how many a whole store has: one for each agent that calls it and shares no other's.
func (r renderer) databases() int {
	n := 0
	for _, client := range r.env.Clients(r.store.Endpoint) {
		if _, shares := r.store.PostgreSQL.Shares[client.Name]; client.Agent != nil && !shares {
			n++
		}
	}
	return n
}

func (r renderer) archive(location schema.ObjectStore) map[string]schema.External {
	return map[string]schema.External{"archive": {Host: location.Host, Port: location.Port, Reason: "Base backups and the log are read from there"}}
}

// objectStore is the archive, as the store itself writes it; it is only read here.
func (r renderer) objectStore(location schema.ObjectStore) object.Object {
	return part.Archive(location, r.store.Name, r.name()+"-archive", part.Metadata(r.name(), r.drills.Namespace, r.labels()), r.store.PostgreSQL.Archiver)
}
