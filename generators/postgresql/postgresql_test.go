package postgresql_test

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/generators/postgresql"
)

var environments = sync.OnceValues(func() ([]*platform.Environment, error) { return platform.Load(os.DirFS("../..")) })

// rendered are the objects of the store in one of this repository's environments, by kind and name.
func rendered(t *testing.T, name string) (map[string]object.Object, []object.Runs) {
	t.Helper()
	all, err := environments()
	if err != nil {
		t.Fatal(err)
	}
	env := all[slices.IndexFunc(all, func(env *platform.Environment) bool { return env.Environment.Name == name })]
	components := postgresql.Components(env)
	if len(components) != 1 {
		t.Fatalf("%s: %d components", name, len(components))
	}
	objects := map[string]object.Object{}
	for _, o := range components[0].Objects() {
		objects[o.Key().Kind+"/"+o.Key().Name] = o
	}
	return objects, components[0].Runs
}

// at is the value of an object at a path, nil where there is none.
func at(o object.Object, path string) any {
	var value any = map[string]any(o)
	for _, step := range strings.Split(path, ".") {
		switch v := value.(type) {
		case map[string]any:
			value = v[step]
		case []any:
			value = v[int(step[0]-'0')]
		default:
			return nil
		}
	}
	return value
}

// What matters of each object, in each environment where it differs.
func TestObjects(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		env, object, path string
		want              any
	}{
		{"production", "Cluster/postgres", "spec.instances", int64(3)},
		{"production", "Cluster/postgres", "spec.postgresql.synchronous.method", "any"},
		{"production", "Cluster/postgres", "spec.postgresql.synchronous.number", int64(1)},
		{"production", "Cluster/postgres", "spec.postgresql.synchronous.dataDurability", "required"},
		{"production", "Cluster/postgres", "spec.postgresql.synchronous.failoverQuorum", true},
		{"production", "Cluster/postgres", "spec.affinity.podAntiAffinityType", "required"},
		{"production", "Cluster/postgres", "spec.topologySpreadConstraints.0.topologyKey", "topology.kubernetes.io/zone"},
		{"production", "Cluster/postgres", "spec.topologySpreadConstraints.0.whenUnsatisfiable", "DoNotSchedule"},
		{"production", "Cluster/postgres", "spec.enableSuperuserAccess", false},
		{"production", "Cluster/postgres", "spec.enablePDB", true},
		{"production", "Cluster/postgres", "spec.priorityClassName", "sutaz-data"},
		{"production", "Cluster/postgres", "spec.postgresql.pg_hba.1", "host all all all reject"},
		{"production", "Cluster/postgres", "spec.postgresql.parameters.archive_timeout", "5min"},
		{"production", "Cluster/postgres", "spec.postgresql.parameters.shared_buffers", "2048MB"},
		// Half of the disk of the log.
		{"production", "Cluster/postgres", "spec.postgresql.parameters.max_slot_wal_keep_size", "10240MB"},
		{"dr", "Cluster/postgres", "spec.postgresql.parameters.max_slot_wal_keep_size", "10240MB"},
		{"production", "Cluster/postgres", "spec.plugins.0.isWALArchiver", true},
		{"production", "Cluster/postgres", "spec.plugins.0.parameters.barmanObjectName", "postgres-backup-primary"},
		{"production", "Cluster/postgres", "spec.replica", nil},
		{"production", "ScheduledBackup/postgres", "spec.schedule", "0 0 0 * * *"},
		{"production", "ScheduledBackup/postgres", "spec.method", "plugin"},
		{"production", "ObjectStore/postgres-backup-primary", "spec.retentionPolicy", "30d"},
		{"production", "ObjectStore/postgres-backup-primary", "spec.configuration.endpointURL", "https://s3.eu-central-1.amazonaws.com"},
		{"production", "ObjectStore/postgres-backup-primary", "spec.configuration.destinationPath", "s3://sutaz-production-backup/postgres"},
		{"production", "Pooler/postgres-pooler", "spec.pgbouncer.poolMode", "session"},
		{"production", "Pooler/postgres-pooler", "spec.deploymentStrategy.rollingUpdate.maxSurge", int64(0)},
		{"production", "Pooler/postgres-pooler", "spec.template.spec.containers.0.name", "pgbouncer"},
		{"production", "DatabaseRole/postgres-user-agent-zero", "spec.name", "agent_zero"},
		{"production", "DatabaseRole/postgres-user-agent-zero", "spec.connectionLimit", int64(24)},
		{"production", "DatabaseRole/postgres-user-agent-zero", "spec.superuser", false},
		{"production", "DatabaseRole/postgres-user-agent-zero", "spec.passwordSecret.name", "postgres-user-agent-zero"},
		{"production", "DatabaseRole/postgres-user-dify-worker", "spec.inRoles.0", "dify"},
		{"production", "Database/postgres-user-agent-zero", "spec.owner", "agent_zero"},
		{"production", "Database/postgres-user-agent-zero", "spec.databaseReclaimPolicy", "retain"},
		{"production", "ExternalSecret/postgres-user-agent-zero", "spec.target.template.type", "kubernetes.io/basic-auth"},
		{"production", "ExternalSecret/postgres-user-agent-zero", "spec.data.0.remoteRef.key", "data/postgres/agent-zero"},
		// One server waits for nobody, and its machine can be drained.
		{"dev", "Cluster/postgres", "spec.postgresql.synchronous", nil},
		{"dev", "Cluster/postgres", "spec.topologySpreadConstraints", nil},
		{"dev", "Cluster/postgres", "spec.enablePDB", false},
		// The second region reads what the first one wrote, forgets none of it, and archives elsewhere.
		{"dr", "Cluster/postgres", "spec.replica.enabled", true},
		{"dr", "Cluster/postgres", "spec.replica.source", "production"},
		{"dr", "Cluster/postgres", "spec.bootstrap.recovery.source", "production"},
		{"dr", "Cluster/postgres", "spec.bootstrap.initdb", nil},
		{"dr", "Cluster/postgres", "spec.externalClusters.0.plugin.parameters.barmanObjectName", "postgres-backup-production"},
		{"dr", "Cluster/postgres", "spec.plugins.0.parameters.barmanObjectName", "postgres-backup-primary"},
		{"dr", "ObjectStore/postgres-backup-production", "spec.retentionPolicy", nil},
		{"dr", "ObjectStore/postgres-backup-production", "spec.configuration.destinationPath", "s3://sutaz-production-backup-copy/postgres"},
		{"dr", "ExternalSecret/postgres-backup-production", "spec.target.template.data.region", "eu-west-1"},
	} {
		objects, _ := rendered(t, test.env)
		o, there := objects[test.object]
		if !there {
			t.Errorf("%s: no %s", test.env, test.object)
			continue
		}
		if got := at(o, test.path); got != test.want {
			t.Errorf("%s: %s: %s is %v, want %v", test.env, test.object, test.path, got, test.want)
		}
	}
}

// Some objects are only where they have something to do.
func TestWhere(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		env, object string
		want        bool
	}{
		{"production", "PodDisruptionBudget/postgres-pooler", true},
		{"dev", "PodDisruptionBudget/postgres-pooler", false},
		{"production", "Database/postgres-user-dify", true},
		{"production", "Database/postgres-user-dify-worker", false},
		{"production", "DatabaseRole/postgres-user-dify-worker", true},
		{"production", "DatabaseRole/postgres-user-aider", false}, // it has no database
		{"dr", "DatabaseRole/postgres-user-agent-zero", false},
		{"dr", "Database/postgres-user-agent-zero", false},
		{"production", "PodMonitor/postgres", true},
		{"production", "PodMonitor/postgres-pooler", true},
		{"production", "ObjectStore/postgres-backup-second", false},
	} {
		objects, _ := rendered(t, test.env)
		if _, there := objects[test.object]; there != test.want {
			t.Errorf("%s: %s is there: %v", test.env, test.object, there)
		}
	}
}

// An agent that keeps connections open keeps, all replicas together, no more than the poolers have for it. Its pods call
// the pooler of their own zone, which has room for a zone's share of them.
func TestPoolsFit(t *testing.T) {
	t.Parallel()
	all, err := environments()
	if err != nil {
		t.Fatal(err)
	}
	kept := map[string]*regexp.Regexp{
		"dify": regexp.MustCompile(`SQLALCHEMY_POOL_SIZE:(\d+)`), "dify-worker": regexp.MustCompile(`SQLALCHEMY_POOL_SIZE:(\d+)`),
		"litellm": regexp.MustCompile(`database_connection_pool_limit: (\d+)`), "skyvern": regexp.MustCompile(`DATABASE_POOL_SIZE:(\d+)`),
	}
	checked := 0
	for _, env := range all {
		pooler, zones := env.Stores["postgres"].PostgreSQL.Pooler, int64(len(env.Environment.Zones))
		for _, a := range env.Running {
			if kept[a.Name] == nil {
				continue
			}
			found := kept[a.Name].FindStringSubmatch(fmt.Sprint(a.Env, a.Files))
			if found == nil {
				t.Errorf("%s: %s keeps as many connections as it likes", env.Environment.Name, a.Name)
				continue
			}
			pool, _ := strconv.ParseInt(found[1], 10, 64)
			if pool < 1 || pool*a.Max > pooler.Connections*pooler.Instances || pool*((a.Max+zones-1)/zones) > pooler.Connections {
				t.Errorf("%s: %s keeps %d connections in each of %d replicas; %d poolers have %d each", env.Environment.Name, a.Name, pool, a.Max, pooler.Instances, pooler.Connections)
			}
			checked++
		}
	}
	if checked < 2*len(kept) {
		t.Errorf("only %d agents were looked at", checked)
	}
}

// A second region must accept as many connections as the first, or it stops replaying.
func TestStandbyKeepsUp(t *testing.T) {
	t.Parallel()
	first, _ := rendered(t, "production")
	second, _ := rendered(t, "dr")
	path := "spec.postgresql.parameters.max_connections"
	if a, b := at(first["Cluster/postgres"], path), at(second["Cluster/postgres"], path); a != b || a == nil {
		t.Errorf("%v in production, %v in dr", a, b)
	}
}

// Nobody reaches a server but the poolers, the other servers, the operator, and who measures; and each of them is named.
func TestServersAreClosed(t *testing.T) {
	t.Parallel()
	objects, _ := rendered(t, "production")
	got := map[string][]any{}
	for _, rule := range at(objects["NetworkPolicy/postgres"], "spec.ingress").([]any) {
		for _, peer := range rule.(map[string]any)["from"].([]any) {
			from := "a network"
			if labels, pods := at(peer.(map[string]any), "podSelector.matchLabels").(map[string]any); pods {
				names := []string{}
				for _, value := range labels {
					names = append(names, value.(string))
				}
				slices.Sort(names)
				from = strings.Join(names, " ")
			}
			for _, port := range rule.(map[string]any)["ports"].([]any) {
				got[from] = append(got[from], port.(map[string]any)["port"])
			}
		}
	}
	want := map[string][]any{
		"cloudnative-pg": {int64(5432), int64(8000), int64(15008)}, "postgres-pooler": {int64(5432), int64(15008)},
		"database postgres": {int64(5432), int64(8000), int64(15008)}, "prometheus": {int64(9187), int64(15008)}, "a network": {int64(8000)},
	}
	for from, ports := range want {
		if !slices.Equal(got[from], ports) {
			t.Errorf("%s may call %v, want %v", from, got[from], ports)
		}
	}
	if len(got) != len(want) {
		t.Errorf("got %v", got)
	}
}

// The machines are asked for the servers with the plugin beside each, and for the poolers.
func TestRuns(t *testing.T) {
	t.Parallel()
	_, runs := rendered(t, "production")
	if len(runs) != 2 || runs[0].Fewest != 3 || runs[0].CPU != 1100 || runs[0].Memory != (8<<30)+(256<<20) || runs[1].Fewest != 3 || runs[1].CPU != 100 {
		t.Errorf("got %+v", runs)
	}
	for _, run := range runs {
		if !slices.Equal(run.Capacity, []string{"reserved"}) {
			t.Errorf("got %+v", run)
		}
	}
}
