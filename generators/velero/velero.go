// Package velero renders what Velero does: where copies lie, and when they are made. One schedule makes its copies in one
// location, and nothing moves them on, so each schedule has a twin for the second region.
package velero

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/part"
	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/generators/recovery"
	"github.com/sutazai/sutaz/schema"
)

// Kind is the kind of this one component.
const Kind = "velero"

// Name is the name of the component.
const Name = "backup"

// Components renders all copies that Velero makes in the environment as one component, where it makes any.
func Components(env *platform.Environment) []object.Component {
	if env.AgentBackup == nil {
		return nil
	}
	return []object.Component{{Name: Name, Kind: Kind, Phase: 2, Wave: 2, Tier: "critical", Project: "platform",
		Namespace: schema.VeleroNamespace, Objects: func() []object.Object { return objects(env) }}}
}

// Source is the description of the location, or of the backup of the store.
func Source(_ string, o object.Object, _ []string) []string {
	key, metadata := o.Key(), o["metadata"].(map[string]any)
	annotations, _ := metadata["annotations"].(map[string]any)
	switch of, _ := annotations[copyOf].(string); {
	case key.Kind == "BackupStorageLocation":
		return []string{"objectStores", key.Name}
	case key.Kind == "ExternalSecret":
		return []string{"objectStores", strings.TrimSuffix(key.Name, credentials)}
	case key.Kind == "PrometheusRule":
		return []string{"stores"}
	case of != "":
		return []string{"stores", of, "backup"}
	}
	return []string{"environment", "backup"}
}

const (
	// copyOf is the annotation with the store whose copies a schedule makes.
	copyOf = "sutaz.ai/copy-of"
	// credentials ends the name of the Secret of a location.
	credentials = "-credentials"
	// full and incremental are the times of copies, as part.ScheduleName takes them.
	full        = "full"
	incremental = "incremental"
	// skip is for kinds whose definitions come with Velero, perhaps later than these objects.
	skip = "SkipDryRunOnMissingResource=true"
)

func objects(env *platform.Environment) []object.Object {
	all := []object.Object{repositoryKey(env)}
	for _, name := range slices.Sorted(maps.Keys(env.ObjectStores)) {
		all = append(all, location(env, env.ObjectStores[name]), keys(env, env.ObjectStores[name]))
	}
	for _, name := range slices.Sorted(maps.Keys(env.Stores)) {
		if s := env.Stores[name]; copied(s) {
			all = append(all, schedules(name, copyOf, *s.Backup, storeTemplate(env, s))...)
		}
	}
	if namespaces := agentNamespaces(env); len(namespaces) > 0 {
		all = append(all, schedules(recovery.Agents, "", *env.AgentBackup, template(namespaces))...)
	}
	all = append(all, schedules("cluster", "", onceADay(*env.AgentBackup), clusterTemplate())...)
	if rules := alerts(env); rules != nil {
		all = append(all, rules)
	}
	return all
}

// copied says whether Velero copies the volumes of a store.
func copied(s schema.Store) bool { return s.Backup != nil && s.Backup.Method == "snapshots" }

// labels are on all that is rendered here.
var labels = map[string]string{"app.kubernetes.io/name": Name, "app.kubernetes.io/part-of": "sutaz", "app.kubernetes.io/managed-by": "sutaz"}

func metadata(name string) map[string]any {
	m := part.Metadata(name, schema.VeleroNamespace, labels)
	m["annotations"] = map[string]any{"argocd.argoproj.io/sync-options": skip}
	return m
}

// location is one bucket. That of the own region is the default: what is made by hand goes there.
func location(env *platform.Environment, s schema.ObjectStore) object.Object {
	access := "ReadOnly" // What another environment writes is restored here, and never tidied up.
	if part.Written(env, s.Name) {
		access = "ReadWrite"
	}
	m := metadata(s.Name)
	m["labels"].(map[string]any)["sutaz.ai/region"] = s.Region
	return object.Object{"apiVersion": "velero.io/v1", "kind": "BackupStorageLocation", "metadata": m, "spec": map[string]any{
		"provider": "aws", "default": s.Name == defaultLocation(env), "accessMode": access,
		"objectStorage": map[string]any{"bucket": s.Bucket, "prefix": "velero"},
		"config": map[string]any{
			"region": s.Region, "s3Url": "https://" + s.Host + ":" + strconv.FormatInt(s.Port, 10), "s3ForcePathStyle": "true",
			"serverSideEncryption": "AES256",
		},
		"credential": map[string]any{"name": s.Name + credentials, "key": "cloud"},
	}}
}

// defaultLocation is the first object store of the own region, or the first of all.
func defaultLocation(env *platform.Environment) string {
	names := slices.Sorted(maps.Keys(env.ObjectStores))
	for _, name := range names {
		if env.ObjectStores[name].Region == env.Environment.Region {
			return name
		}
	}
	return append(names, "")[0]
}

// keys is a file of credentials as the tools of the object store read it.
func keys(env *platform.Environment, s schema.ObjectStore) object.Object {
	const id, key = "access-key", "secret-key"
	return part.Templated(part.ExternalSecret(env.Environment.SecretStore, secretMetadata(s.Name+credentials),
		part.Remote{Key: id, Path: s.Path, Property: id}, part.Remote{Key: key, Path: s.Path, Property: key}),
		map[string]string{"cloud": fmt.Sprintf("[default]\naws_access_key_id={{ index . %q }}\naws_secret_access_key={{ index . %q }}\n", id, key)})
}

// repositoryKey encrypts the copies. Without it, Velero takes a password that everybody knows; its pods wait for it.
func repositoryKey(env *platform.Environment) object.Object {
	const key = "repository-password"
	return part.ExternalSecret(env.Environment.SecretStore, secretMetadata("velero-repo-credentials"), part.Remote{Key: key, Path: env.Environment.BackupKey, Property: key})
}

// secretMetadata keeps what opens copies: nothing but a person deletes it.
func secretMetadata(name string) map[string]any {
	m := metadata(name)
	m["annotations"] = map[string]any{"argocd.argoproj.io/sync-options": part.Keep}
	return m
}

// schedules are those of one backup, full and incremental, each in both locations. Every copy can be restored by itself,
// and what an earlier one has of a volume is not sent again: they differ in when they are made.
func schedules(name, annotation string, b schema.Backup, template map[string]any) []object.Object {
	var all []object.Object
	for _, location := range []struct{ suffix, name string }{{"", b.Location}, {part.SecondCopy, b.Second}} {
		for _, time := range []struct{ suffix, cron string }{{full, b.Full}, {incremental, b.Incremental}} {
			if time.cron == "" {
				continue
			}
			m, one := metadata(part.ScheduleName(name, time.suffix)+location.suffix), maps.Clone(template)
			if annotation != "" {
				m["annotations"].(map[string]any)[annotation] = name
			}
			one["storageLocation"], one["ttl"] = location.name, ttl(b.Retention)
			all = append(all, object.Object{"apiVersion": "velero.io/v1", "kind": "Schedule", "metadata": m, "spec": map[string]any{
				"schedule": time.cron, "template": one,
				// Copies stay when a schedule goes; and the controller would write what is left out.
				"useOwnerReferencesInBackup": false, "paused": false, "skipImmediately": false,
			}})
		}
	}
	return all
}

// ttl is a retention in the hours that Velero writes.
func ttl(retention string) string {
	days, _ := strconv.Atoi(strings.TrimSuffix(retention, "d"))
	return fmt.Sprintf("%dh0m0s", days*24)
}

// template is what is copied of namespaces: objects, and the bytes of volumes. Secrets come from the secret store, and
// not out of a bucket; events tell of a cluster that is gone.
func template(namespaces []string) map[string]any {
	included := make([]any, len(namespaces))
	for i, namespace := range namespaces {
		included[i] = namespace
	}
	return map[string]any{
		"includedNamespaces": included, "excludedResources": []any{"secrets", "events", "events.events.k8s.io"},
		"snapshotVolumes": true, "snapshotMoveData": true, "defaultVolumesToFsBackup": false,
		"csiSnapshotTimeout": "10m0s", "itemOperationTimeout": "4h0m0s",
	}
}

func storeTemplate(env *platform.Environment, s schema.Store) map[string]any {
	t := template([]string{env.Endpoints[s.Endpoint].Namespace})
	var selectors []any
	for _, chosen := range part.Chosen(s) {
		matched := map[string]any{}
		for key, value := range chosen {
			matched[key] = value
		}
		selectors = append(selectors, map[string]any{"matchLabels": matched})
	}
	t["orLabelSelectors"] = selectors
	return t
}

// clusterTemplate is every object of every namespace, and no volume.
func clusterTemplate() map[string]any {
	t := template([]string{"*"})
	t["includeClusterResources"], t["snapshotVolumes"], t["snapshotMoveData"] = true, false, false
	return t
}

// onceADay leaves the changes out: what Git renders needs no hourly copy.
func onceADay(b schema.Backup) schema.Backup {
	b.Incremental = ""
	return b
}

// agentNamespaces are the namespaces of the agents that keep something, sorted.
func agentNamespaces(env *platform.Environment) []string {
	found := map[string]bool{}
	for _, a := range env.Running {
		if len(a.Storage) > 0 {
			found[a.Namespace] = true
		}
	}
	return slices.Sorted(maps.Keys(found))
}
