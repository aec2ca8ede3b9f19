package generators_test

import (
	"os"
	"testing"

	"github.com/sutazai/sutaz/generators"
	"github.com/sutazai/sutaz/generators/platform"
)

// A requirement must not be answered by objects that nobody renders.
func TestAnsweredRequirementsAreRendered(t *testing.T) {
	t.Parallel()
	environments, err := platform.Load(os.DirFS(".."))
	if err != nil {
		t.Fatal(err)
	}
	components, err := generators.Components(environments)
	if err != nil {
		t.Fatal(err)
	}
	// Argo CD's own objects are written beside the components.
	rendered := map[string]bool{"Application": true, "ApplicationSet": true, "AppProject": true}
	names := map[string]bool{}
	for _, environment := range components {
		for _, component := range environment.Components {
			names[component.Name] = true
			for _, o := range component.Objects() {
				rendered[o.Key().Kind] = true
			}
		}
	}
	if len(environments[0].Requirements) == 0 {
		t.Fatal("no requirement is declared")
	}
	for id, requirement := range environments[0].Requirements {
		for _, kind := range requirement.By {
			if !rendered[kind] {
				t.Errorf("%s is answered by %s, which nothing renders", id, kind)
			}
		}
		for _, component := range requirement.Components {
			if !names[component] {
				t.Errorf("%s is answered by the component %s, which nothing renders", id, component)
			}
		}
	}
}
