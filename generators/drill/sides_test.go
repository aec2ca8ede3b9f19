package drill_test

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"

	"github.com/sutazai/sutaz/generators/chroma"
	"github.com/sutazai/sutaz/generators/drill"
	"github.com/sutazai/sutaz/generators/faiss"
	"github.com/sutazai/sutaz/generators/neo4j"
	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/generators/postgresql"
	"github.com/sutazai/sutaz/generators/qdrant"
	"github.com/sutazai/sutaz/generators/rabbitmq"
	"github.com/sutazai/sutaz/generators/storage"
	"github.com/sutazai/sutaz/generators/upstream"
	"github.com/sutazai/sutaz/generators/valkey"
	"github.com/sutazai/sutaz/schema"
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

// The claims that the schema knows are those of the servers that are rendered, for every kind of store: a rehearsal mounts
// one of them.
func TestClaims(t *testing.T) {
	t.Parallel()
	for _, env := range load(t) {
		made := map[string][]string{}
		for _, render := range []func(*platform.Environment) []object.Component{
			chroma.Components, faiss.Components, neo4j.Components, postgresql.Components, qdrant.Components, rabbitmq.Components, valkey.Components,
		} {
			for _, component := range render(env) {
				store := strings.TrimRight(component.Name, "-0123456789") // A server of Neo4j is a component of its own.
				made[store] = append(made[store], claims(component)...)
			}
		}
		for name, s := range env.Stores {
			want := s.Claims()
			slices.Sort(want)
			slices.Sort(made[name])
			if !slices.Equal(made[name], want) {
				t.Errorf("%s: the servers of %s have the claims %v, and the schema says %v", env.Environment.Name, name, made[name], want)
			}
			if s.Backup != nil && s.Backup.Method == "snapshots" && len(want) == 0 {
				t.Errorf("%s: there is no claim of %s to copy", env.Environment.Name, name)
			}
		}
	}
}

// claims are those of the servers of a component: of StatefulSets, and of what an operator or a chart makes one of.
func claims(component object.Component) (all []string) {
	if u := component.Upstream; u != nil {
		for volume := range u.Values["volumes"].(map[string]any) {
			all = append(all, volume+"-"+u.Release+"-0")
		}
	}
	for _, o := range component.Objects() {
		spec, _ := o["spec"].(map[string]any)
		number, _ := spec["replicas"].(int64)
		for server := range number {
			switch o.Key().Kind {
			case "StatefulSet":
				templates, _ := spec["volumeClaimTemplates"].([]any)
				for _, template := range templates {
					all = append(all, fmt.Sprintf("%s-%s-%d", template.(map[string]any)["metadata"].(map[string]any)["name"], o.Key().Name, server))
				}
			case "RabbitmqCluster":
				all = append(all, fmt.Sprintf("persistence-%s-server-%d", o.Key().Name, server))
			}
		}
	}
	return all
}

// What a rehearsal restores is of a class that deletes a volume, and the data on it, with its claim: for PostgreSQL the
// restored server names it, for snapshots what Velero changes in claims.
func TestNothingStays(t *testing.T) {
	t.Parallel()
	for _, env := range load(t) {
		deletes := map[any]bool{}
		for _, o := range objects(storage.Components(env)) {
			if o.Key().Kind == "StorageClass" && o["reclaimPolicy"] == "Delete" {
				deletes[o.Key().Name] = true
			}
		}
		var restores, modifiers []object.Object
		for _, o := range objects(drill.Components(env)) {
			data, _ := o["data"].(map[string]any)
			if restore, has := data["restore.json"].(string); has {
				restores = append(restores, parsed(t, restore))
			}
			if rules, has := data["rules.yaml"].(string); has && o.Key().Namespace == schema.VeleroNamespace {
				modifiers = append(modifiers, object.Object{"name": o.Key().Name, "rules": parsed(t, rules)["resourceModifierRules"]})
			}
		}
		for _, restore := range restores {
			var classes []any
			spec := restore["spec"].(map[string]any)
			for _, volume := range []string{"storage", "walStorage"} {
				if v, has := spec[volume].(map[string]any); has {
					classes = append(classes, v["storageClass"])
				}
			}
			modifier, _ := spec["resourceModifier"].(map[string]any)
			for _, m := range modifiers {
				if modifier["kind"] != "ConfigMap" || modifier["name"] != m["name"] {
					continue
				}
				rule := m["rules"].([]any)[0].(map[string]any)
				if rule["conditions"].(map[string]any)["groupResource"] != "persistentvolumeclaims" {
					continue
				}
				patch := parsed(t, rule["mergePatches"].([]any)[0].(map[string]any)["patchData"].(string))
				classes = append(classes, patch["spec"].(map[string]any)["storageClassName"])
			}
			if len(classes) == 0 || slices.ContainsFunc(classes, func(class any) bool { return !deletes[class] }) {
				t.Errorf("%s: %v restores to volumes that stay, of class %v", env.Environment.Name, restore.Key(), classes)
			}
		}
		if len(restores) == 0 && env.Environment.Role == "active" {
			t.Errorf("%s restores nothing", env.Environment.Name)
		}
	}
}

func load(t *testing.T) []*platform.Environment {
	t.Helper()
	environments, err := platform.Load(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	return environments
}

func parsed(t *testing.T, text string) (o object.Object) {
	t.Helper()
	if err := yaml.Unmarshal([]byte(text), &o); err != nil {
		t.Fatal(err)
	}
	return o
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
