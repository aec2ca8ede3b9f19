// Package storage renders what kinds of storage mean on a cluster: storage classes, how snapshots are made, and the key
// that volumes are encrypted with.
package storage

import (
	"maps"
	"slices"

	corev1 "k8s.io/api/core/v1"
	storagev1 "k8s.io/api/storage/v1"
	storage "k8s.io/client-go/applyconfigurations/storage/v1"

	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/part"
	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/schema"
)

// Kind is the kind, and the name, of this one component.
const Kind = "storage"

// Components renders the storage of the environment as one component, where it says what its storage is.
func Components(env *platform.Environment) []object.Component {
	if len(env.Environment.Storage) == 0 && env.Environment.SnapshotClass == nil {
		return nil
	}
	component := object.Component{Name: Kind, Kind: Kind, Phase: 1, Wave: 2, Tier: "critical", Project: "platform",
		Objects: func() []object.Object { return objects(env.Environment) }}
	if key := env.Environment.VolumeKey; key != nil {
		component.Namespace = key.Namespace
	}
	return []object.Component{component}
}

// Source is the description of the object.
func Source(_ string, o object.Object, _ []string) []string {
	switch o.Key().Kind {
	case "ExternalSecret":
		return []string{"environment", "volumeKey"}
	case "VolumeSnapshotClass":
		return []string{"environment", "snapshotClass"}
	}
	annotations, _ := o["metadata"].(map[string]any)["annotations"].(map[string]any)
	kind, _ := annotations[kindOf].(string)
	return []string{"environment", "storage", kind}
}

// kindOf is the annotation that says which kind of storage a class is.
const kindOf = "sutaz.ai/storage"

func labels() map[string]string {
	return map[string]string{"app.kubernetes.io/part-of": "sutaz", "app.kubernetes.io/managed-by": "sutaz"}
}

func objects(env schema.Environment) []object.Object {
	var all []object.Object
	for _, kind := range slices.Sorted(maps.Keys(env.Storage)) {
		all = append(all, class(env, kind))
	}
	if env.VolumeKey != nil {
		all = append(all, key(env.SecretStore, *env.VolumeKey))
	}
	if env.SnapshotClass != nil {
		all = append(all, snapshotClass(*env.SnapshotClass))
	}
	return all
}

// class is never the default: a claim says what it needs.
func class(env schema.Environment, kind string) object.Object {
	s, parameters := env.Storage[kind], map[string]string{}
	maps.Copy(parameters, s.Parameters)
	if s.Encrypted && env.VolumeKey != nil {
		parameters["encrypted"] = "true"
		for _, step := range []string{"provisioner", "node-publish", "node-stage", "node-expand"} {
			parameters["csi.storage.k8s.io/"+step+"-secret-name"] = env.VolumeKey.Name
			parameters["csi.storage.k8s.io/"+step+"-secret-namespace"] = env.VolumeKey.Namespace
		}
	}
	return object.From(storage.StorageClass(env.StorageClasses[kind]).WithLabels(labels()).
		WithAnnotations(map[string]string{kindOf: kind}).
		WithProvisioner(s.Provisioner).WithParameters(parameters).
		WithReclaimPolicy(corev1.PersistentVolumeReclaimPolicy(s.ReclaimPolicy)).WithAllowVolumeExpansion(true).
		WithVolumeBindingMode(storagev1.VolumeBindingWaitForFirstConsumer))
}

// key is a Secret with the names that Longhorn reads. All but the key itself are what LUKS is told, and no secret.
func key(store string, k schema.VolumeKey) object.Object {
	const value = "CRYPTO_KEY_VALUE"
	metadata := part.Metadata(k.Name, k.Namespace, labels())
	// Without the key, no volume opens again.
	metadata["annotations"] = map[string]any{"argocd.argoproj.io/sync-options": part.Keep}
	return part.Templated(part.ExternalSecret(store, metadata, part.Remote{Key: value, Path: k.Path, Property: value}), map[string]string{
		value: "{{ ." + value + " }}", "CRYPTO_KEY_PROVIDER": "secret", "CRYPTO_KEY_CIPHER": "aes-xts-plain64",
		"CRYPTO_KEY_HASH": "sha256", "CRYPTO_KEY_SIZE": "256", "CRYPTO_PBKDF": "argon2i",
	})
}

// snapshotClass is the one that Velero takes. Its snapshots stay when their namespace goes; those that Velero reads from
// are deleted by Velero itself.
func snapshotClass(s schema.SnapshotClass) object.Object {
	parameters := map[string]any{}
	for name, value := range s.Parameters {
		parameters[name] = value
	}
	metadata := part.Metadata(s.Name, "", labels())
	delete(metadata, "namespace")
	metadata["labels"].(map[string]any)["velero.io/csi-volumesnapshot-class"] = "true"
	metadata["annotations"] = map[string]any{"argocd.argoproj.io/sync-options": "SkipDryRunOnMissingResource=true"}
	return object.Object{"apiVersion": "snapshot.storage.k8s.io/v1", "kind": "VolumeSnapshotClass", "metadata": metadata,
		"driver": s.Driver, "deletionPolicy": "Retain", "parameters": parameters}
}
