package policies_test

import (
	"context"
	"testing"

	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/policies"
)

// A baseline lets pass what was there, and nothing else; what is mended is said.
func TestBaseline(t *testing.T) {
	t.Parallel()
	engine, err := policies.New(func(r *policies.Rule) bool { return r.ID == "pods/privileged" }, policies.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	check := func(objects ...object.Object) policies.Report {
		t.Helper()
		in := policies.Input{Date: "2026-03-01"}
		for _, o := range objects {
			in.Items = append(in.Items, policies.Item{Object: o})
		}
		report, err := engine.Check(context.Background(), in, nil)
		if err != nil {
			t.Fatal(err)
		}
		return report
	}
	data, err := policies.NewBaseline(check(bad(nil))).Marshal()
	if err != nil {
		t.Fatal(err)
	}
	moved := bad(nil)
	containers := moved["spec"].(map[string]any)["containers"].([]any)
	containers[0], containers[1] = containers[1], containers[0]
	more := bad(nil)
	spec := more["spec"].(map[string]any)
	spec["containers"] = append(spec["containers"].([]any), map[string]any{"name": "c", "securityContext": map[string]any{"privileged": true}})
	less := bad(nil)
	less["spec"].(map[string]any)["containers"] = less["spec"].(map[string]any)["containers"].([]any)[:1]
	other := bad(nil)
	other["metadata"] = map[string]any{"name": "q", "namespace": "x"}
	for name, test := range map[string]struct {
		objects        []object.Object
		counted, stale int
	}{
		"the same":           {[]object.Object{bad(nil)}, 0, 0},
		"in another order":   {[]object.Object{moved}, 0, 0},
		"a fault more":       {[]object.Object{more}, 1, 0},
		"a fault less":       {[]object.Object{less}, 0, 1},
		"another object":     {[]object.Object{other}, 2, 2},
		"both":               {[]object.Object{bad(nil), other}, 2, 0},
		"nothing":            {nil, 0, 2},
		"the same one twice": {[]object.Object{bad(nil), bad(nil)}, 2, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			baseline, err := policies.ReadBaseline(data)
			if err != nil {
				t.Fatal(err)
			}
			report := check(test.objects...)
			stale := baseline.Apply(&report)
			if len(report.Counted()) != test.counted || len(stale) != test.stale {
				t.Errorf("%d count and %v are stale, want %d and %d", len(report.Counted()), stale, test.counted, test.stale)
			}
		})
	}
	for _, text := range []string{"", "[]", `{"version": 2}`, `{"version": "1"}`} {
		if _, err := policies.ReadBaseline([]byte(text)); err == nil {
			t.Errorf("%q is read", text)
		}
	}
}
