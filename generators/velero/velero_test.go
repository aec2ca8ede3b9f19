package velero

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"testing"

	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/schema"
)

func store(name, method, incremental string) schema.Store {
	return schema.Store{Name: name, Endpoint: "e", Backup: &schema.Backup{Method: method, Full: "0 1 * * *", Incremental: incremental, Copying: "12m", Retention: "30d", Location: "near", Second: "far"}}
}

var env = &platform.Environment{Platform: &schema.Platform{
	Environment:  schema.Environment{Region: "eu", SecretStore: "vault", BackupKey: "backup/repository"},
	AgentBackup:  &schema.Backup{Method: "snapshots", Full: "50 1 * * *", Incremental: "40 * * * *", Copying: "30m", Retention: "45d", Location: "near", Second: "far"},
	Endpoints:    map[string]schema.Endpoint{"e": {Namespace: "data"}},
	ObjectStores: map[string]schema.ObjectStore{"far": {Name: "far", Region: "us"}, "near": {Name: "near", Region: "eu"}},
	Stores: map[string]schema.Store{
		"a": store("a", "snapshots", "*/15 * * * *"), "b": store("b", "log", ""), "c": store("c", "differences", "*/15 * * * *"), "d": {Name: "d", Endpoint: "e"},
	},
}}

// Stores that are copied by their own means, or not at all, have no schedule; the others have twins in both locations.
func TestSchedules(t *testing.T) {
	t.Parallel()
	want := map[string][3]string{
		"a-full": {"0 1 * * *", "near", "720h0m0s"}, "a-full-second": {"0 1 * * *", "far", "720h0m0s"},
		"a-incremental": {"*/15 * * * *", "near", "720h0m0s"}, "a-incremental-second": {"*/15 * * * *", "far", "720h0m0s"},
		"cluster-full": {"50 1 * * *", "near", "1080h0m0s"}, "cluster-full-second": {"50 1 * * *", "far", "1080h0m0s"},
	}
	for _, o := range Components(env)[0].Objects() {
		if o.Key().Kind != "Schedule" {
			continue
		}
		name, spec := o.Key().Name, o["spec"].(map[string]any)
		template := spec["template"].(map[string]any)
		got := [3]string{spec["schedule"].(string), template["storageLocation"].(string), template["ttl"].(string)}
		if got != want[name] {
			t.Errorf("%s: got %v, want %v", name, got, want[name])
		}
		delete(want, name)
		if !slices.Contains(template["excludedResources"].([]any), any("secrets")) {
			t.Errorf("%s copies secrets out of the cluster", name)
		}
		if bytes := template["snapshotMoveData"]; bytes != (name[0] == 'a') {
			t.Errorf("%s moves the bytes of volumes: %v", name, bytes)
		}
	}
	for name := range want {
		t.Errorf("no schedule %s", name)
	}
}

// Each location of what Velero copies has an alert for age, which counts what may be lost, and one for the time of a copy.
func TestAlerts(t *testing.T) {
	t.Parallel()
	copies, keeps := *env, &platform.Agent{Agent: schema.Agent{Storage: map[string]schema.Storage{"data": {}}}}
	copies.Running = []*platform.Agent{keeps}
	want := map[string]string{
		"CopyTooOld a near":       `time() - max(velero_backup_last_successful_timestamp{schedule=~"a-(full|incremental)"}) > 1620 or absent_over_time(velero_backup_last_successful_timestamp{schedule=~"a-(full|incremental)"}[1620s])`,
		"CopyTooOld a far":        `time() - max(velero_backup_last_successful_timestamp{schedule=~"a-(full|incremental)-second"}) > 1620 or absent_over_time(velero_backup_last_successful_timestamp{schedule=~"a-(full|incremental)-second"}[1620s])`,
		"CopyTooSlow a near":      `increase(velero_backup_duration_seconds_sum{schedule=~"a-(full|incremental)"}[2520s]) / increase(velero_backup_duration_seconds_count{schedule=~"a-(full|incremental)"}[2520s]) > 720`,
		"CopyTooSlow a far":       `increase(velero_backup_duration_seconds_sum{schedule=~"a-(full|incremental)-second"}[2520s]) / increase(velero_backup_duration_seconds_count{schedule=~"a-(full|incremental)-second"}[2520s]) > 720`,
		"CopyTooOld agents near":  `time() - max(velero_backup_last_successful_timestamp{schedule=~"agents-(full|incremental)"}) > 5400 or absent_over_time(velero_backup_last_successful_timestamp{schedule=~"agents-(full|incremental)"}[5400s])`,
		"CopyTooOld agents far":   `time() - max(velero_backup_last_successful_timestamp{schedule=~"agents-(full|incremental)-second"}) > 5400 or absent_over_time(velero_backup_last_successful_timestamp{schedule=~"agents-(full|incremental)-second"}[5400s])`,
		"CopyTooSlow agents near": `increase(velero_backup_duration_seconds_sum{schedule=~"agents-(full|incremental)"}[9000s]) / increase(velero_backup_duration_seconds_count{schedule=~"agents-(full|incremental)"}[9000s]) > 1800`,
		"CopyTooSlow agents far":  `increase(velero_backup_duration_seconds_sum{schedule=~"agents-(full|incremental)-second"}[9000s]) / increase(velero_backup_duration_seconds_count{schedule=~"agents-(full|incremental)-second"}[9000s]) > 1800`,
	}
	// Alerts ask for the schedules that are there.
	schedules := map[string]bool{}
	for _, o := range Components(&copies)[0].Objects() {
		schedules[o.Key().Kind+" "+o.Key().Name] = true
	}
	for _, name := range []string{"a-full", "a-incremental", "a-full-second", "a-incremental-second", "agents-full", "agents-incremental-second"} {
		if !schedules["Schedule "+name] {
			t.Errorf("no schedule %s", name)
		}
	}
	for _, rule := range alerts(&copies)["spec"].(map[string]any)["groups"].([]any)[0].(map[string]any)["rules"].([]any) {
		r := rule.(map[string]any)
		labels := r["labels"].(map[string]any)
		name := fmt.Sprintf("%s %s %s", r["alert"], labels["copies"], labels["location"])
		if r["expr"] != want[name] {
			t.Errorf("%s: got %v, want %v", name, r["expr"], want[name])
		}
		delete(want, name)
	}
	for name := range want {
		t.Errorf("no alert %s", name)
	}
}

// The own region is the default, whatever its name.
func TestDefaultLocation(t *testing.T) {
	t.Parallel()
	for _, o := range Components(env)[0].Objects() {
		if o.Key().Kind == "BackupStorageLocation" && o["spec"].(map[string]any)["default"] != (o.Key().Name == "near") {
			t.Errorf("%s: default is %v", o.Key().Name, o["spec"].(map[string]any)["default"])
		}
	}
}

// cache is the most that Kopia's cache takes on the disk of a pod that moves data, as Velero sets it up.
var cache = resource.MustParse("5000Mi")

// Restores wait for no pod that uses a claim, since servers start after them, and what moves data has room for its cache.
func TestMovers(t *testing.T) {
	t.Parallel()
	environments, err := platform.Load(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	type pods struct {
		PodResources struct{ EphemeralStorageRequest, EphemeralStorageLimit resource.Quantity } `json:"podResources"`
	}
	room := func(env *platform.Environment, what string, p pods) {
		if r := p.PodResources; r.EphemeralStorageRequest.Cmp(cache) < 0 || r.EphemeralStorageLimit.Cmp(r.EphemeralStorageRequest) < 0 {
			t.Errorf("%s: %s gets %s to %s of local disk, and the cache takes %s", env.Environment.Name, what, &r.EphemeralStorageRequest, &r.EphemeralStorageLimit, &cache)
		}
	}
	for _, env := range environments {
		var values struct {
			ConfigMaps    map[string]struct{ Data map[string]string }
			Configuration struct {
				RepositoryMaintenanceJob struct{ RepositoryConfigData struct{ Global pods } }
			}
		}
		decode(t, env.Upstreams[schema.VeleroNamespace].Chart.Values, &values)
		var agent struct {
			pods
			RestorePVC struct{ IgnoreDelayBinding bool } `json:"restorePVC"`
		}
		if err := json.Unmarshal([]byte(values.ConfigMaps["node-agent"].Data["node-agent.json"]), &agent); err != nil {
			t.Fatal(err)
		}
		if !agent.RestorePVC.IgnoreDelayBinding {
			t.Errorf("%s: a restore waits for a pod that uses its claim", env.Environment.Name)
		}
		room(env, "a mover of data", agent.pods)
		room(env, "what tidies a repository up", values.Configuration.RepositoryMaintenanceJob.RepositoryConfigData.Global)
	}
}

func decode(t *testing.T, from map[string]any, to any) {
	t.Helper()
	data, err := json.Marshal(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, to); err != nil {
		t.Fatal(err)
	}
}
