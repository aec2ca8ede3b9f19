package policies_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/policies"
	"github.com/sutazai/sutaz/schema"
)

// bad is a pod in which two containers are privileged.
func bad(annotations map[string]any) object.Object {
	container := func(name string) map[string]any {
		return map[string]any{"name": name, "securityContext": map[string]any{"privileged": true}}
	}
	return object.Object{"apiVersion": "v1", "kind": "Pod", "metadata": map[string]any{"name": "p", "namespace": "x", "annotations": annotations},
		"spec": map[string]any{"containers": []any{container("a"), container("b")}}}
}

// judged are the findings on bad, one line each: the rule, its place, and until when it is waived.
func judged(t *testing.T, o object.Object, waivers map[string]schema.Waiver) (lines, notes []string) {
	t.Helper()
	engine, err := policies.New(func(r *policies.Rule) bool { return r.ID == "pods/privileged" || r.Group == policies.Waivers }, policies.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	report, err := engine.Check(context.Background(), policies.Input{Items: []policies.Item{{Object: o}}, Waivers: policies.Declared(waivers), Date: "2026-03-01"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range report.Findings {
		line := f.Rule.ID + " " + strings.TrimSuffix(f.Path, "/securityContext/privileged")
		if f.Waived != nil {
			line += " until " + f.Waived.Expires
		}
		lines = append(lines, line)
	}
	slices.Sort(lines)
	return lines, report.Notes
}

func TestDeclaredWaivers(t *testing.T) {
	t.Parallel()
	pod := schema.ObjectName{Kind: "Pod", Namespace: "x", Name: "p"}
	a, b := "pods/privileged /spec/containers/0", "pods/privileged /spec/containers/1"
	for name, test := range map[string]struct {
		waiver schema.Waiver
		want   []string
		notes  int
	}{
		"one container":       {schema.Waiver{Object: pod, Container: "a", Expires: "2026-06-01"}, []string{a + " until 2026-06-01", b}, 0},
		"one path":            {schema.Waiver{Object: pod, Path: "/spec/containers/1", Expires: "2026-06-01"}, []string{a, b + " until 2026-06-01"}, 0},
		"a part of a name":    {schema.Waiver{Object: pod, Path: "/spec/container", Expires: "2026-06-01"}, []string{a, b, "waivers/unused /waivers/w"}, 0},
		"both places":         {schema.Waiver{Object: pod, Expires: "2026-06-01"}, []string{a + " until 2026-06-01", b + " until 2026-06-01", "waivers/too-broad /waivers/w"}, 0},
		"the last day":        {schema.Waiver{Object: pod, Container: "a", Expires: "2026-03-01"}, []string{a + " until 2026-03-01", b}, 1},
		"a day late":          {schema.Waiver{Object: pod, Container: "a", Expires: "2026-02-28"}, []string{a, b, "waivers/expired /waivers/w"}, 0},
		"180 days":            {schema.Waiver{Object: pod, Container: "a", Expires: "2026-08-28"}, []string{a + " until 2026-08-28", b}, 0},
		"181 days":            {schema.Waiver{Object: pod, Container: "a", Expires: "2026-08-29"}, []string{a + " until 2026-08-29", b, "waivers/too-long /waivers/w"}, 0},
		"30 days":             {schema.Waiver{Object: pod, Container: "a", Expires: "2026-03-31"}, []string{a + " until 2026-03-31", b}, 0},
		"29 days":             {schema.Waiver{Object: pod, Container: "a", Expires: "2026-03-30"}, []string{a + " until 2026-03-30", b}, 1},
		"another object":      {schema.Waiver{Object: schema.ObjectName{Kind: "Pod", Namespace: "x", Name: "q"}, Expires: "2026-06-01"}, []string{a, b, "waivers/unused /waivers/w"}, 0},
		"another kind":        {schema.Waiver{Object: schema.ObjectName{Kind: "Pod.example.com", Namespace: "x", Name: "p"}, Expires: "2026-06-01"}, []string{a, b, "waivers/unused /waivers/w"}, 0},
		"a rule that is none": {schema.Waiver{Rule: "pods/none", Object: pod, Expires: "2026-06-01"}, []string{a, b, "waivers/malformed /waivers/w"}, 0},
		"a rule on waivers":   {schema.Waiver{Rule: "waivers/unused", Object: pod, Expires: "2026-06-01"}, []string{a, b, "waivers/malformed /waivers/w"}, 0},
		"a rule not asked":    {schema.Waiver{Rule: "rbac/wildcards", Object: pod, Expires: "2026-06-01"}, []string{a, b}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if test.waiver.Rule == "" {
				test.waiver.Rule = "pods/privileged"
			}
			got, notes := judged(t, bad(nil), map[string]schema.Waiver{"w": test.waiver})
			if !slices.Equal(got, test.want) || len(notes) != test.notes {
				t.Errorf("got  %q and %q\nwant %q and %d notes", got, notes, test.want, test.notes)
			}
		})
	}
}

func TestAnnotatedWaivers(t *testing.T) {
	t.Parallel()
	const place = "waivers/malformed /metadata/annotations/sutaz.ai~1waive."
	a, b := "pods/privileged /spec/containers/0", "pods/privileged /spec/containers/1"
	for name, test := range map[string]struct {
		annotation, text string
		want             []string
	}{
		"good":             {"pods.privileged", "2026-06-01 until the driver is split", []string{a + " until 2026-06-01", b + " until 2026-06-01"}},
		"no reason":        {"pods.privileged", "2026-06-01", []string{a, b, place + "pods.privileged"}},
		"no date":          {"pods.privileged", "we need it", []string{a, b, place + "pods.privileged"}},
		"no such day":      {"pods.privileged", "2026-02-30 we need it", []string{a, b, place + "pods.privileged"}},
		"no such rule":     {"pods.none", "2026-06-01 we need it", []string{a, b, place + "pods.none"}},
		"another's prefix": {"", "2026-06-01 we need it", []string{a, b, place}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, _ := judged(t, bad(map[string]any{"sutaz.ai/waive." + test.annotation: test.text}), nil)
			if !slices.Equal(got, test.want) {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
		})
	}
}

// Whatever an annotation says, no finding is hidden: it is at most waived, until a day that is a day and not past.
func FuzzAnnotations(f *testing.F) {
	engine, err := policies.New(func(r *policies.Rule) bool { return r.ID == "pods/privileged" || r.Group == policies.Waivers }, policies.Builtin())
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range [][2]string{
		{"pods.privileged", "2026-04-01 the driver needs it"},
		{"pods.privileged", "2026-02-30 no such day"},
		{"pods.privileged", "2025-01-01 past"},
		{"pods.privileged", "for ever"},
		{"pods.priviledged", "2026-04-01 misspelt"},
		{"waivers.expired", "2026-04-01 of itself"},
		{"pods/~1", "2026-04-01\x00"},
		{"", ""},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, rule, text string) {
		in := policies.Input{Items: []policies.Item{{Object: bad(map[string]any{"sutaz.ai/waive." + rule: text})}}, Date: "2026-03-01"}
		report, err := engine.Check(context.Background(), in, nil)
		if err != nil {
			t.Fatal(err)
		}
		privileged := 0
		for _, finding := range report.Findings {
			if finding.Rule.ID == "pods/privileged" {
				privileged++
			}
			if finding.Waived == nil {
				continue
			}
			day, err := time.Parse(time.DateOnly, finding.Waived.Expires)
			if err != nil || day.Format(time.DateOnly) < in.Date || strings.TrimSpace(finding.Waived.Reason) == "" || rule != "pods.privileged" {
				t.Errorf("%q: %q waives until %s for %q", rule, text, finding.Waived.Expires, finding.Waived.Reason)
			}
		}
		if privileged != 2 {
			t.Errorf("%q: %q leaves %d findings of 2", rule, text, privileged)
		}
	})
}
