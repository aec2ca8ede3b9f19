package valkey_test

import (
	"os"
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
