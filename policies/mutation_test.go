package policies_test

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	jsonpatch "github.com/evanphx/json-patch/v5"
	"sigs.k8s.io/yaml"

	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/policies"
	"github.com/sutazai/sutaz/policies/schemas"
)

// mutation is a harmful edit and the rule that must find it. testdata/mutations.yaml says how one is written.
type mutation struct {
	Name   string          `json:"name"`
	Object string          `json:"object"`
	Patch  json.RawMessage `json:"patch"`
	Rule   string          `json:"rule"`
	At     string          `json:"at"`
}

// Each harmful edit of what production renders is found by the rule that is meant for it, at the object that a person
// has to change.
func TestHarmfulEditsAreFound(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/mutations.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var mutations []mutation
	if err := yaml.UnmarshalStrict(data, &mutations); err != nil {
		t.Fatal(err)
	}
	all := inputs(t)
	in := all[slices.IndexFunc(all, func(in policies.Input) bool { return in.Environment == "production" })]
	in.Items = around(in, mutations)
	if in.Schemas, err = schemas.Open("1.36"); err != nil {
		t.Fatal(err)
	}
	engine, err := policies.New(nil, policies.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	memory := policies.NewMemory(nil) // Objects that an edit leaves alone are judged once.
	before := found(t, engine, in, memory)
	for _, m := range mutations {
		t.Run(m.Name, func(t *testing.T) {
			t.Parallel()
			edited := in
			edited.Items = m.apply(t, in.Items)
			var others []string
			for finding := range found(t, engine, edited, memory) {
				switch {
				case before[finding]:
				case finding == m.Rule+" at "+cmp.Or(m.At, m.Object):
					return
				default:
					others = append(others, finding)
				}
			}
			slices.Sort(others)
			t.Errorf("%s says nothing of %s; new are: %s", m.Rule, cmp.Or(m.At, m.Object), strings.Join(others, ", "))
		})
	}
}

// around leaves out the agents that no edit changes or names: with fewer objects, more edits can be tried. What the others
// are missed for is there before an edit and after it.
func around(in policies.Input, mutations []mutation) []policies.Item {
	touched := map[string]bool{"ai-agent-orchestrator": true, "emergency-shutdown-coordinator": true, "memory-persistence-manager": true}
	for _, item := range in.Items {
		for _, m := range mutations {
			if name(item.Object) == m.Object {
				touched[item.Component] = true
			}
		}
	}
	agents := in.Model.(map[string]any)["agents"].(map[string]any)
	return slices.DeleteFunc(slices.Clone(in.Items), func(item policies.Item) bool {
		return agents[item.Component] != nil && !touched[item.Component]
	})
}

// name writes an object as mutations do.
func name(o object.Object) string {
	key := o.Key()
	return fmt.Sprintf("%s %s/%s", policies.KindOf(o), key.Namespace, key.Name)
}

// found are the findings, each as "rule at object".
func found(t *testing.T, engine *policies.Engine, in policies.Input, memory *policies.Memory) map[string]bool {
	t.Helper()
	report, err := engine.Check(context.Background(), in, memory)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]bool{}
	for _, f := range report.Findings {
		o := object.Object{"apiVersion": f.Object.APIVersion, "kind": f.Object.Kind, "metadata": map[string]any{"name": f.Object.Name, "namespace": f.Object.Namespace}}
		all[f.Rule.ID+" at "+name(o)] = true
	}
	return all
}

// apply edits the object of the mutation, or removes it where there is no patch.
func (m mutation) apply(t *testing.T, items []policies.Item) []policies.Item {
	t.Helper()
	number := slices.IndexFunc(items, func(item policies.Item) bool { return name(item.Object) == m.Object })
	if number < 0 {
		t.Fatalf("there is no %s", m.Object)
	}
	if m.Patch == nil {
		return slices.Delete(slices.Clone(items), number, number+1)
	}
	patch, err := jsonpatch.DecodePatch(m.Patch)
	if err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(items[number].Object)
	if err != nil {
		t.Fatal(err)
	}
	if data, err = patch.Apply(data); err != nil {
		t.Fatal(err)
	}
	var edited object.Object
	if err := json.Unmarshal(data, &edited); err != nil {
		t.Fatal(err)
	}
	items = slices.Clone(items)
	items[number].Object = edited
	return items
}

// What a run remembers of an object holds for the same rules alone, those on what is valid among them.
func TestMemoryKnowsRulesOnValidity(t *testing.T) {
	t.Parallel()
	set, err := schemas.Open("1.36")
	if err != nil {
		t.Fatal(err)
	}
	broken := object.Object{"apiVersion": "v1", "kind": "Service", "metadata": map[string]any{"name": "a"}, "spec": map[string]any{"prots": []any{}}}
	in := policies.Input{Items: []policies.Item{{Object: broken}}, Schemas: set, Date: "2026-03-01"}
	memory := policies.NewMemory(nil)
	for _, test := range []struct {
		rules []string
		want  int
	}{
		{[]string{"network/node-port"}, 0},
		{[]string{"network/node-port", "validity/unknown-field"}, 1},
		{[]string{"network/node-port", "validity/wrong-type"}, 0},
	} {
		engine, err := policies.New(func(r *policies.Rule) bool { return slices.Contains(test.rules, r.ID) }, policies.Builtin())
		if err != nil {
			t.Fatal(err)
		}
		report, err := engine.Check(context.Background(), in, memory)
		if err != nil {
			t.Fatal(err)
		}
		if len(report.Findings) != test.want {
			t.Errorf("%v: %d findings, want %d", test.rules, len(report.Findings), test.want)
		}
	}
}
