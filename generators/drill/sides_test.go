package drill_test

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"

	"github.com/sutazai/sutaz/generators/drill"
	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/generators/postgresql"
	"github.com/sutazai/sutaz/generators/upstream"
)

// What a rehearsal takes from other kinds is what they render: the operator may call the restored server from its side
// too, and as many databases are due as the store has.
func TestSidesAgree(t *testing.T) {
	t.Parallel()
	environments, err := platform.Load(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	env := environments[0]
	databases := 0
	for _, o := range objects(postgresql.Components(env)) {
		if o.Key().Kind == "Database" {
			databases++
		}
	}
	due, reached := "", false
	for _, o := range objects(drill.Components(env)) {
		if text := plain(t, o); o.Key().Name == "drill-postgres-check" && o.Key().Kind == "CronJob" {
			_, due, _ = strings.Cut(text, "name: DATABASES\n")
			_, due, _ = strings.Cut(due, "value: \"")
			due, _, _ = strings.Cut(due, "\"")
		}
	}
	if databases == 0 || due != strconv.Itoa(databases) {
		t.Errorf("%q databases are due, and the store has %d", due, databases)
	}
	for _, o := range objects(upstream.Components(env)) {
		if o.Key().Kind == "NetworkPolicy" && o.Key().Name == "cloudnative-pg-operator" {
			reached = strings.Contains(plain(t, o), "cnpg.io/cluster: drill-postgres")
		}
	}
	if !reached {
		t.Error("the operator may not call the restored server")
	}
}

func objects(components []object.Component) (all []object.Object) {
	for _, component := range components {
		all = append(all, component.Objects()...)
	}
	return all
}

func plain(t *testing.T, o object.Object) string {
	t.Helper()
	data, err := yaml.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
