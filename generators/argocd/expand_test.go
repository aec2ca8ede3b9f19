package argocd_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/sutazai/sutaz/generators/argocd"
	"github.com/sutazai/sutaz/generators/tree"
)

func TestExpand(t *testing.T) {
	t.Parallel()
	app := func(component, phase, wave, step, project, namespace string) argocd.Application {
		return argocd.Application{Name: "env-" + component, Environment: "env", Component: component, Phase: phase, Wave: wave, Step: step,
			Project: "env-" + project, Namespace: namespace, Path: "rendered/overlays/env/" + component}
	}
	want := []argocd.Application{
		app("cluster", "1", "0", "-", "platform", "default"),
		app("namespace-ns", "1", "2", "-", "platform", "ns"),
		app("c", "3", "0", "4", "agents", "ns"),
		app("d", "3", "0", "3", "agents", "ns"),
		app("e", "3", "0", "1", "agents", "ns"),
		app("f", "3", "0", "3", "agents", "ns"),
		app("b-late", "3", "1", "2", "agents", "ns"),
	}
	got, err := argocd.Expand(files(t), "env")
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if nothing, err := argocd.Expand(files(t), "unknown"); err != nil || len(nothing) > 0 {
		t.Errorf("an unknown environment gives %v, %v", nothing, err)
	}
}

func TestExpandRefuses(t *testing.T) {
	t.Parallel()
	const phase1, phase3, app = "argocd/env/applicationset-env-phase-1.yaml", "argocd/env/applicationset-env-phase-3.yaml", "overlays/env/d/app.yaml"
	edit := func(name, before, after string) func(*testing.T, tree.Files) {
		return func(t *testing.T, files tree.Files) {
			t.Helper()
			if !strings.Contains(string(files[name]), before) {
				t.Fatalf("%s has no %q", name, before)
			}
			files[name] = []byte(strings.Replace(string(files[name]), before, after, 1))
		}
	}
	const step = "        - matchExpressions:\n            - key: sutaz.ai/tier\n              operator: In\n              values:\n                - standard\n" +
		"            - key: sutaz.ai/wave\n              operator: In\n              values:\n                - \"0\"\n          maxUpdate: 25%\n"
	tests := map[string]struct {
		doctor func(*testing.T, tree.Files)
		want   string
	}{
		"in no step":                {edit(app, `wave: "0"`, `wave: "7"`), phase3 + ": " + app + ": application env-d is in 0 steps of env-phase-3, not in one"},
		"in two steps":              {edit(phase3, step, step+step), phase3 + ": " + app + ": application env-d is in 2 steps of env-phase-3, not in one"},
		"excluded from a step":      {edit(phase3, "operator: In\n              values:\n                - standard", "operator: NotIn\n              values:\n                - standard"), phase3 + ": " + "overlays/env/c/app.yaml: application env-c is in 2 steps of env-phase-3, not in one"},
		"made by two sets":          {func(_ *testing.T, f tree.Files) { f["argocd/env/applicationset-x.yaml"] = f[phase1] }, "application env-cluster is made by env-phase-1 and by env-phase-1"},
		"taken by no set":           {edit(app, `phase: "3"`, `phase: "4"`), app + ": no ApplicationSet takes it"},
		"a number as a phase":       {edit(app, `phase: "3"`, `phase: 3`), app + ": no ApplicationSet takes it"},
		"a value that is not there": {edit(app, "tier: standard\n", ""), phase3 + ": " + app + `: template: field:1:3: executing "field" at <.tier>: map has no entry for key "tier"`},
		"no template":               {edit(phase3, "{{ .project }}", "{{ .project"), phase3 + `: overlays/env/b-late/app.yaml: template: field:1: unclosed action`},
		"no YAML":                   {func(_ *testing.T, f tree.Files) { f[app] = []byte("a: [") }, phase1 + ": " + app + ": error converting YAML to JSON: yaml: line 1: did not find expected node content"},
		"an unknown field":          {edit(phase1, "goTemplate: true", "goTemplates: true"), phase1 + `: error unmarshaling JSON: while decoding JSON: json: unknown field "goTemplates"`},
		"a generator without path":  {edit(phase1, "files:", "directories:"), phase1 + ": want one git generator with one path"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			doctored := files(t)
			test.doctor(t, doctored)
			_, err := argocd.Expand(doctored, "env")
			if err == nil || err.Error() != test.want {
				t.Errorf("got  %v\nwant %s", err, test.want)
			}
		})
	}
}
