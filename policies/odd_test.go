package policies_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/policies"
)

// odd are values that stand where something else is meant.
var odd = map[string]any{"null": nil, "a word": "x", "a number": json.Number("7"), "a list": []any{"x", map[string]any{}}}

// alike are kinds whose pods stand where those of another kind do, which is enough.
var alike = []string{"DaemonSet.apps", "Job.batch", "PodTemplate", "ReplicaSet.apps", "ReplicationController", "Rollout.argoproj.io", "StatefulSet.apps"}

// No rule fails on an object of a wrong form: it is foreign input, and validity/* says what is wrong with it.
func TestRulesSurviveOddObjects(t *testing.T) {
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
	for kind, fixture := range tests.Fixtures() {
		if slices.Contains(alike, kind) {
			continue
		}
		for called, value := range odd {
			t.Run(kind+" with "+called, func(t *testing.T) {
				t.Parallel()
				// What the others refer to is there too.
				in := policies.Input{Complete: true, Date: "2026-11-23", Model: model}
				for _, other := range tests.Fixtures() {
					in.Items = append(in.Items, policies.Item{Object: other})
				}
				for i, changed := range replaced(map[string]any(fixture), value) {
					o, isObject := changed.(map[string]any)
					if !isObject || !named(o) {
						continue
					}
					o["metadata"].(map[string]any)["name"] = fmt.Sprintf("a-%d", i)
					in.Items = append(in.Items, policies.Item{Object: object.Object(o)})
				}
				if _, err := engine.Check(context.Background(), in, nil); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

// named says whether an object is one that is read at all.
func named(o map[string]any) bool {
	metadata, _ := o["metadata"].(map[string]any)
	_, hasKind := o["kind"].(string)
	_, hasVersion := o["apiVersion"].(string)
	namespace, written := metadata["namespace"]
	_, isText := namespace.(string)
	return metadata != nil && hasKind && hasVersion && (isText || !written)
}

// replaced are copies of a value, each with another place replaced.
func replaced(value, by any) []any {
	all := []any{by}
	switch value := value.(type) {
	case map[string]any:
		for key, below := range value {
			for _, changed := range replaced(below, by) {
				one := copied(value).(map[string]any)
				one[key] = changed
				all = append(all, one)
			}
		}
	case []any:
		for i, below := range value {
			for _, changed := range replaced(below, by) {
				one := copied(value).([]any)
				one[i] = changed
				all = append(all, one)
			}
		}
	}
	return all
}

func copied(value any) any {
	switch value := value.(type) {
	case map[string]any:
		all := map[string]any{}
		for key, below := range value {
			all[key] = copied(below)
		}
		return all
	case []any:
		all := make([]any, len(value))
		for i, below := range value {
			all[i] = copied(below)
		}
		return all
	}
	return value
}
