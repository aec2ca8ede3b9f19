package policies_test

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"testing"

	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/policies"
)

// Manifests of others may hold anything anywhere. A rule that trips over a value of another type than it expects is an
// error that stops the whole run, so each place of each fixture is tried with values of every type.
func TestRulesMeetOddValues(t *testing.T) {
	t.Parallel()
	tests, err := policies.NewTests(policies.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	engine, err := policies.New(nil, policies.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	model := inputs(t)[0].Model
	fixtures := tests.Fixtures()
	kinds := slices.Sorted(maps.Keys(fixtures))
	places := map[string][][]any{}
	most := 0
	for _, kind := range kinds {
		places[kind] = placesOf(map[string]any(fixtures[kind]), nil)
		most = max(most, len(places[kind]))
	}
	for round := range most {
		in := policies.Input{Complete: true, Date: "2026-01-01", Model: model}
		for number, kind := range kinds {
			o := copyOf(t, fixtures[kind])
			if all := places[kind]; len(all) > 0 {
				replace(map[string]any(o), all[round%len(all)], odd[(number+round)%len(odd)])
			}
			in.Items = append(in.Items, policies.Item{Object: o})
		}
		if _, err := engine.Check(context.Background(), in, nil); err != nil {
			t.Fatal(err)
		}
	}
}

// odd are values of every type, some of which look like what is expected.
var odd = []any{nil, 7, -1.5, "", "x y/z:$(Q)", []any{}, []any{nil, 3, "a"}, map[string]any{}, map[string]any{"a": 1, "name": 2}, true}

// placesOf are the paths of everything in a value, but of what makes an object: its version, kind, name and namespace.
func placesOf(value any, at []any) [][]any {
	var all [][]any
	add := func(step, child any) {
		path := append(slices.Clone(at), step)
		if len(path) == 1 && (step == "apiVersion" || step == "kind") || len(path) == 2 && path[0] == "metadata" && (step == "name" || step == "namespace") {
			return
		}
		if len(path) != 1 || step != "metadata" {
			all = append(all, path)
		}
		all = append(all, placesOf(child, path)...)
	}
	switch value := value.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(value)) {
			add(key, value[key])
		}
	case []any:
		for i, child := range value {
			add(i, child)
		}
	}
	return all
}

// replace sets what stands at a path that is there.
func replace(value any, path []any, with any) {
	for i, step := range path {
		last := i == len(path)-1
		switch holder := value.(type) {
		case map[string]any:
			if key, _ := step.(string); last {
				holder[key] = with
			} else {
				value = holder[key]
			}
		case []any:
			if index, _ := step.(int); last {
				holder[index] = with
			} else {
				value = holder[index]
			}
		}
	}
}

func copyOf(t *testing.T, o object.Object) object.Object {
	t.Helper()
	data, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	var c object.Object
	if err := json.Unmarshal(data, &c); err != nil {
		t.Fatal(err)
	}
	return c
}
