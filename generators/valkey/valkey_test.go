package valkey_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/generators/valkey"
)

// production is the environment of this repository; others differ from it by numbers.
func production(t *testing.T) *platform.Environment {
	t.Helper()
	return environment(t, "production")
}

func environment(t *testing.T, name string) *platform.Environment {
	t.Helper()
	environments, err := platform.Load(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	for _, env := range environments {
		if env.Environment.Name == name {
			return env
		}
	}
	t.Fatalf("no environment %s", name)
	return nil
}

// find is an object of the store, or a failure.
func find(t *testing.T, env *platform.Environment, kind, name string) object.Object {
	t.Helper()
	for _, component := range valkey.Components(env) {
		for _, o := range component.Objects() {
			if o.Key().Kind == kind && o.Key().Name == name {
				return o
			}
		}
	}
	t.Fatalf("no %s %s", kind, name)
	return nil
}

// text is an object as JSON, and fails where a field has gone.
func text(t *testing.T, env *platform.Environment, kind, name string) string {
	t.Helper()
	out, err := json.Marshal(find(t, env, kind, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func TestWhatMatters(t *testing.T) {
	t.Parallel()
	three, one := production(t), environment(t, "dev")
	for _, test := range []struct {
		env        *platform.Environment
		kind, name string
		has, not   []string
	}{
		{three, "ConfigMap", "valkey", []string{"sentinel monitor main @PRIMARY@ @PORT@ 2", "min-replicas-to-write 1", `maxmemory 5368709120\n`, "maxmemory-policy noeviction"}, []string{"@QUORUM@", "@NAME@", "@WRITABLE@", "@MAXMEMORY@"}},
		{one, "ConfigMap", "valkey", []string{"sentinel monitor main @PRIMARY@ @PORT@ 1", "min-replicas-to-write 0"}, nil},
		// Under OrderedReady, a replica that waits for its primary would keep the primary from being started.
		{three, "StatefulSet", "valkey", []string{`"podManagementPolicy":"Parallel"`, `"topologyKey":"topology.kubernetes.io/zone","whenUnsatisfiable":"DoNotSchedule"`, `"terminationGracePeriodSeconds":60`, "stop.sh", "valkey-2.valkey-pods.data.svc.cluster.local", "valkey-sentinel-2.valkey-sentinel-pods.data.svc.cluster.local", `"secretName":"valkey"`}, []string{"valkey-3"}},
		{three, "StatefulSet", "valkey-sentinel", []string{`"podManagementPolicy":"Parallel"`, `"replicas":3`, `"readOnlyRootFilesystem":true`, `"secretName":"valkey-sentinel"`}, []string{"volumeClaimTemplates", `"secretName":"valkey"}`}},
		{one, "StatefulSet", "valkey-sentinel", []string{`"replicas":1`}, []string{"valkey-1"}},
		// Sentinels know no password of a client, and nobody is let in without one where the data is.
		{three, "ExternalSecret", "valkey", []string{"user default reset off", `user agent-zero reset on #{{ index . \"client-agent-zero\" | sha256sum }} ~* \u0026* +@all -@admin -@dangerous`, "data/redis/agent-zero"}, []string{"nopass"}},
		{three, "ExternalSecret", "valkey-sentinel", []string{"user keeper reset on"}, []string{"client-"}},
		{three, "PodDisruptionBudget", "valkey", []string{`"maxUnavailable":1`}, nil},
		{three, "PodDisruptionBudget", "valkey-sentinel", []string{`"maxUnavailable":1`}, nil},
		{three, "NetworkPolicy", "valkey", []string{`"app.kubernetes.io/name":"agent-zero"`, `"port":6379`, `"port":9121`}, []string{"0.0.0.0/0"}},
		{three, "NetworkPolicy", "valkey-sentinel", []string{`"app.kubernetes.io/name":"agent-zero"`, `"port":26379`}, []string{"0.0.0.0/0"}},
		{three, "PodMonitor", "valkey", []string{`"app.kubernetes.io/instance":"valkey"`}, nil},
	} {
		got := text(t, test.env, test.kind, test.name)
		for _, want := range test.has {
			if !strings.Contains(got, want) {
				t.Errorf("%s %s of %s lacks %s:\n%s", test.kind, test.name, test.env.Environment.Name, want, got)
			}
		}
		for _, never := range test.not {
			if strings.Contains(got, never) {
				t.Errorf("%s %s of %s has %s:\n%s", test.kind, test.name, test.env.Environment.Name, never, got)
			}
		}
	}
	for _, component := range valkey.Components(one) {
		for _, o := range component.Objects() {
			if o.Key().Kind == "PodDisruptionBudget" {
				t.Error("one server has a budget, which would keep its machine from being drained")
			}
		}
	}
}
