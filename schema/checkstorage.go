package schema

import (
	"maps"
	"slices"
)

// VeleroNamespace is where Velero runs and looks for its schedules and locations.
const VeleroNamespace = "velero"

// storage checks what is rendered of storage: a class for each kind, a key where volumes are encrypted, and whatever
// backups of agents need.
func (c *checker) storage() {
	env, path := c.Environment, []string{"environment"}
	kinds := map[string]string{}
	for _, kind := range slices.Sorted(maps.Keys(env.StorageClasses)) {
		if _, said := env.Storage[kind]; !said && len(env.Storage) > 0 {
			c.report(at(path, "storage"), "it says nothing of %q, which is in storageClasses", kind)
		}
		name := env.StorageClasses[kind]
		if other, taken := kinds[name]; taken && len(env.Storage) > 0 {
			c.report(at(path, "storageClasses", kind), "%q is already the class of %s, and each is rendered", name, other)
		}
		kinds[name] = kind
	}
	for _, kind := range slices.Sorted(maps.Keys(env.Storage)) {
		if _, named := env.StorageClasses[kind]; !named {
			c.report(at(path, "storage", kind), "storageClasses has no name for %q", kind)
		}
		if env.Storage[kind].Encrypted && env.VolumeKey == nil {
			c.report(at(path, "storage", kind, "encrypted"), "volumeKey is missing: it says where the key is")
		}
	}
	if transient, said := env.Storage["transient"]; said && transient.ReclaimPolicy != "Delete" {
		c.report(at(path, "storage", "transient", "reclaimPolicy"), `want "Delete": nobody erases what a backup reads from, or a rehearsal restores, when it is done`)
	}
	if env.VolumeKey != nil {
		c.namespace(at(path, "volumeKey", "namespace"), env.VolumeKey.Namespace)
	}
}

// agentCopies checks how the volumes of agents, and the objects of the cluster, are copied.
func (c *checker) agentCopies() {
	path := []string{"agentBackup"}
	if (c.AgentBackup == nil) != (c.AgentRestore == nil) {
		c.report(path, "agentBackup and agentRestore go together: what is copied must come back")
	}
	if c.AgentBackup == nil {
		return
	}
	c.copies(path, c.AgentBackup, c.AgentRestore)
	c.namespace(path, VeleroNamespace)
	if c.AgentBackup.Method != "snapshots" {
		c.report(at(path, "method"), `what agents keep is copied by "snapshots" alone`)
	}
	if c.Environment.BackupKey == "" {
		c.report([]string{"environment", "backupKey"}, "missing: without a password of our own, anybody reads the copies")
	}
	if c.Environment.SnapshotClass == nil {
		c.report([]string{"environment", "snapshotClass"}, "missing: it says how snapshots are made")
	}
}

// namespace wants a namespace to be declared.
func (c *checker) namespace(path []string, name string) {
	if _, known := c.Namespaces[name]; !known {
		c.report(path, "no namespace %q%s", name, Suggest(name, c.Namespaces))
	}
}
