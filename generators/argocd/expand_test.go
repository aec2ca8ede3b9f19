package argocd_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	argo "github.com/argoproj/argo-cd/v2/pkg/apis/application/v1alpha1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/sutazai/sutaz/generators/argocd"
	"github.com/sutazai/sutaz/generators/object"
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

// A component with a publisher brings a patch into the set of its phase; the others of the phase stay as they are.
func TestExpandUpstreams(t *testing.T) {
	t.Parallel()
	environment := components()
	for i, u := range map[int]*object.Upstream{
		0: {Repository: "https://charts.example.com", Chart: "x", Version: "1.0.0", Release: "r", Values: map[string]any{"text": `a "quoted" {{ .component }} <tag>`}},
		1: {Repository: "https://git.example.com/y", Path: "config", Version: "v2.0.0", Images: []string{"a=b:1"}, Without: map[string]string{"Namespace": "n"}},
	} {
		environment.Components[i].Upstream = u
	}
	got, err := argocd.Files(settings(), environment, inventory(environment))
	if err != nil {
		t.Fatal(err)
	}
	applications, err := argocd.Expand(got, "env")
	if err != nil {
		t.Fatal(err)
	}
	upstreams := map[string]string{}
	for _, application := range applications {
		upstreams[application.Component] = application.Upstream
	}
	want := map[string]string{"b-late": "https://charts.example.com x 1.0.0", "c": "https://git.example.com/y config v2.0.0", "cluster": "", "d": "", "e": "", "f": "", "namespace-ns": ""}
	if !maps.Equal(upstreams, want) {
		t.Errorf("got  %v\nwant %v", upstreams, want)
	}
	const set = "argocd/env/applicationset-env-phase-3.yaml"
	got[set] = []byte(strings.Replace(string(got[set]), "releaseName:", "releaseNam:", 1))
	if _, err := argocd.Expand(got, "env"); err == nil || !strings.Contains(err.Error(), "releaseNam") {
		t.Errorf("a patch with an unknown field: %v", err)
	}
}

// What a publisher's manifests contain is allowed to their project, beside what is rendered here, and to no other.
func TestProjectOfUpstream(t *testing.T) {
	t.Parallel()
	environment := components()
	operator := agent("operator", "critical", 0)
	operator.Project = "operators"
	operator.Upstream = &object.Upstream{Repository: "https://charts.example.com", Chart: "x", Version: "1.0.0", Release: "operator",
		ClusterKinds: []metav1.GroupKind{{Kind: "ClusterRole"}}, NamespacedKinds: []metav1.GroupKind{{Kind: "Secret"}}, Namespaces: []string{"kube-system"}}
	environment.Components = append(environment.Components, operator)
	got, err := argocd.Files(settings(), environment, inventory(environment))
	if err != nil {
		t.Fatal(err)
	}
	spec := read[argo.AppProject](t, got, "argocd/env/project-env-operators.yaml").Spec
	if want := []string{"https://git.example.com/x.git", "https://charts.example.com"}; !slices.Equal(spec.SourceRepos, want) {
		t.Errorf("sources %v, want %v", spec.SourceRepos, want)
	}
	if want := []metav1.GroupKind{{Kind: "ClusterRole"}}; !slices.Equal(spec.ClusterResourceWhitelist, want) {
		t.Errorf("kinds of the cluster %v, want %v", spec.ClusterResourceWhitelist, want)
	}
	if want := []metav1.GroupKind{{Kind: "Secret"}, {Kind: "Service"}, {Group: "apps", Kind: "Deployment"}}; !slices.Equal(spec.NamespaceResourceWhitelist, want) {
		t.Errorf("kinds %v, want %v", spec.NamespaceResourceWhitelist, want)
	}
	if len(spec.Destinations) != 2 || spec.Destinations[0].Namespace != "kube-system" || spec.Destinations[1].Namespace != "ns" {
		t.Errorf("destinations %v", spec.Destinations)
	}
	if sources := read[argo.AppProject](t, got, "argocd/env/project-env-agents.yaml").Spec.SourceRepos; len(sources) != 1 {
		t.Errorf("agents may come from %v", sources)
	}
}
