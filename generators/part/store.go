package part

import (
	"maps"
	"slices"
	"strconv"

	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/schema"
)

// Stores are the stores of the environment that are of a kind, sorted by name.
func Stores(env *platform.Environment, is func(schema.Store) bool) []schema.Store {
	var stores []schema.Store
	for _, name := range slices.Sorted(maps.Keys(env.Stores)) {
		if is(env.Stores[name]) {
			stores = append(stores, env.Stores[name])
		}
	}
	return stores
}

// StoreComponent is the component of a store: in the project data, in the namespace of its endpoint.
func StoreComponent(env *platform.Environment, kind string, s schema.Store, objects func() []object.Object, runs ...object.Runs) object.Component {
	c := object.Component{Name: s.Name, Kind: kind, Phase: int(s.Phase), Wave: int(s.Wave), Tier: s.Tier, Project: "data",
		Namespace: env.Endpoints[s.Endpoint].Namespace, Runs: runs, Objects: objects}
	if s.Volume != nil {
		c.Claims = []object.Claim{Claims(*s.Volume, s.Replicas)}
	}
	return c
}

// Claims says what equal volumes ask of storage, so that what does not fit on the disks is seen. StoreComponent counts
// the volume of a store; a kind with further volumes appends theirs.
func Claims(volume schema.Volume, number int64) object.Claim {
	size := resource.MustParse(volume.Size)
	return object.Claim{Class: volume.Class, Bytes: size.Value(), Number: number}
}

// Chosen are the labels by which a backup finds the claims of a store; one of them is enough. StatefulSets and operators
// give claims the name of the workload, which is the store's. Claims of a workload with another name need the instance.
func Chosen(s schema.Store) []map[string]string {
	return []map[string]string{{"app.kubernetes.io/name": s.Name}, {"app.kubernetes.io/instance": s.Name}}
}

// ScheduleName is the Velero Schedule that copies a store, or whatever else has a backup, at one of its two times: full or
// incremental.
func ScheduleName(of, time string) string { return of + "-" + time }

// SecondCopy ends the name of the twin of a Schedule, whose copies lie in another region: what stands by there reads them.
const SecondCopy = "-second"

// Written says whether a backup of the environment goes to an object store.
func Written(env *platform.Environment, name string) bool {
	backups := []*schema.Backup{env.AgentBackup}
	for _, s := range env.Stores {
		backups = append(backups, s.Backup)
	}
	return slices.ContainsFunc(backups, func(b *schema.Backup) bool { return b != nil && (b.Location == name || b.Second == name) })
}

// Followed is the object store with the copies of the region that a standby stands by for: the first that another
// environment writes, and false where there is none.
func Followed(env *platform.Environment) (string, bool) {
	for _, name := range slices.Sorted(maps.Keys(env.ObjectStores)) {
		if env.Environment.Role == "standby" && !Written(env, name) {
			return name, true
		}
	}
	return "", false
}

// StoreSource is the description of a store, and of a part of it.
func StoreSource(component string, more ...string) []string {
	return append([]string{"stores", component}, more...)
}

// StoreLabels are on every object of a store: name is that of a group of its pods, and the store's own by default.
// Version, where it is one, is that of the image.
func StoreLabels(env *platform.Environment, s schema.Store, name, version string) map[string]string {
	labels := map[string]string{
		"app.kubernetes.io/name": name, "app.kubernetes.io/instance": s.Name, "app.kubernetes.io/component": "store",
		"app.kubernetes.io/part-of": "sutaz", "app.kubernetes.io/managed-by": "sutaz",
		"sutaz.ai/tier": s.Tier, "sutaz.ai/team": s.Team, "sutaz.ai/data-class": s.Data.Class,
		"sutaz.ai/cost-centre": env.Teams[s.Team].CostCentre, "sutaz.ai/phase": strconv.FormatInt(s.Phase, 10),
	}
	if s.Data.Retention != "" {
		labels["sutaz.ai/retention"] = s.Data.Retention
	}
	if s.Data.Residency != "" {
		labels["sutaz.ai/residency"] = s.Data.Residency
	}
	if version != "" && len(validation.IsValidLabelValue(version)) == 0 {
		labels["app.kubernetes.io/version"] = version
	}
	return labels
}

// FromClients allows each client of an endpoint the ports that it calls.
func FromClients(env *platform.Environment, endpoint string) []*Ingress {
	var rules []*Ingress
	for _, client := range env.Clients(endpoint) {
		rules = append(rules, From(Pods(client.Namespace, client.Selector), client.Ports...))
	}
	return rules
}

// FromPrometheus allows Prometheus to scrape ports.
func FromPrometheus(env *platform.Environment, ports ...platform.NamedPort) *Ingress {
	return From(Endpoint(env.Endpoints["prometheus"]), ports...)
}
