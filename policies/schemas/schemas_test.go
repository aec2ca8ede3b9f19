package schemas_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"

	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/policies/schemas"
)

func open(t testing.TB, release string) *schemas.Set {
	t.Helper()
	set, err := schemas.Open(release)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func parse(t testing.TB, text string) object.Object {
	t.Helper()
	data, err := yaml.YAMLToJSON([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	var o object.Object
	if err := json.Unmarshal(data, &o); err != nil {
		t.Fatal(err)
	}
	return o
}

func each(t *testing.T, dir string, judge func(t *testing.T, text string)) {
	names, err := filepath.Glob(filepath.Join("testdata", dir, "*.yaml"))
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".yaml"), func(t *testing.T) {
			t.Parallel()
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			judge(t, string(data))
		})
	}
}

// Each object has one fault, which its first line names: the rule and the place. That the API server refuses it as well
// is shown on a real one, by suite valid of ci/e2e.
func TestRefused(t *testing.T) {
	t.Parallel()
	set := open(t, "1.36")
	each(t, "refused", func(t *testing.T, text string) {
		want, _, _ := strings.Cut(strings.TrimPrefix(text, "# "), "\n")
		var got []string
		for _, fault := range set.Validate(parse(t, text)) {
			got = append(got, fault.Rule+" "+fault.Path)
			t.Log(fault.Message)
		}
		if len(got) != 1 || got[0] != want {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

// What the API server takes has no fault.
func TestAccepted(t *testing.T) {
	t.Parallel()
	set := open(t, "1.36")
	each(t, "accepted", func(t *testing.T, text string) {
		o := parse(t, text)
		if !set.Knows(o) {
			t.Error("not known")
		}
		for _, fault := range set.Validate(o) {
			t.Errorf("%s %s: %s", fault.Rule, fault.Path, fault.Message)
		}
	})
}

func TestReleases(t *testing.T) {
	t.Parallel()
	if got := fmt.Sprint(schemas.Releases()); got != "[1.34 1.35 1.36]" {
		t.Errorf("got %s", got)
	}
	if _, err := schemas.Open("1.20"); err == nil || err.Error() != "no schemas of Kubernetes 1.20; there are those of 1.34, 1.35, 1.36" {
		t.Errorf("got %v", err)
	}
}
