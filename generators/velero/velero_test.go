package velero

import (
	"slices"
	"testing"

	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/schema"
)

func store(name, method, incremental string) schema.Store {
	return schema.Store{Name: name, Endpoint: "e", Backup: &schema.Backup{Method: method, Full: "0 1 * * *", Incremental: incremental, Retention: "30d", Location: "near", Second: "far"}}
}

var env = &platform.Environment{Platform: &schema.Platform{
	Environment:  schema.Environment{Region: "eu", SecretStore: "vault", BackupKey: "backup/repository"},
	AgentBackup:  &schema.Backup{Method: "snapshots", Full: "50 1 * * *", Incremental: "40 * * * *", Retention: "45d", Location: "near", Second: "far"},
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

// The own region is the default, whatever its name.
func TestDefaultLocation(t *testing.T) {
	t.Parallel()
	for _, o := range Components(env)[0].Objects() {
		if o.Key().Kind == "BackupStorageLocation" && o["spec"].(map[string]any)["default"] != (o.Key().Name == "near") {
			t.Errorf("%s: default is %v", o.Key().Name, o["spec"].(map[string]any)["default"])
		}
	}
}
