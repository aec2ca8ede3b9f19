package argocd_test

import (
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	argo "github.com/argoproj/argo-cd/v2/pkg/apis/application/v1alpha1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/yaml"

	"github.com/sutazai/sutaz/generators/argocd"
	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/tree"
	"github.com/sutazai/sutaz/schema"
)

// settings are those of an environment that rolls its third phase.
func settings() schema.Environment {
	return schema.Environment{
		Name:   "env",
		ArgoCD: schema.ArgoCD{Namespace: "argocd", Server: "https://cluster.example.com", Repository: "https://git.example.com/x.git", Revision: "main"},
		Phases: map[string]schema.Phase{
			"1": {Sync: "automated"}, "2": {Sync: "automated"}, "4": {Sync: "automated"},
			"3": {Sync: "rolling", Steps: map[string]int64{"batch": 100, "standard": 25, "critical": 10}},
		},
	}
}

func made(kind, namespace, name string) object.Object {
	apiVersion := map[string]string{"ClusterRole": "rbac.authorization.k8s.io/v1", "Deployment": "apps/v1"}[kind]
	if apiVersion == "" {
		apiVersion = "v1"
	}
	metadata := map[string]any{"name": name}
	if namespace != "" {
		metadata["namespace"] = namespace
	}
	return object.Object{"apiVersion": apiVersion, "kind": kind, "metadata": metadata}
}

func agent(name, tier string, wave int) object.Component {
	return object.Component{Name: name, Kind: "agent", Phase: 3, Wave: wave, Tier: tier, Project: "agents", Namespace: "ns",
		Objects: object.Fixed(made("Deployment", "ns", name), made("Service", "ns", name))}
}

func components() object.Environment {
	return object.Environment{Name: "env", Components: []object.Component{
		agent("b-late", "batch", 1), agent("c", "critical", 0), agent("d", "standard", 0), agent("e", "batch", 0), agent("f", "standard", 0),
		{Name: "cluster", Kind: "cluster", Phase: 1, Tier: "critical", Project: "platform", Objects: object.Fixed(made("ClusterRole", "", "r"))},
		{Name: "namespace-ns", Kind: "namespace", Phase: 1, Wave: 2, Tier: "critical", Project: "platform", Namespace: "ns",
			Objects: object.Fixed(made("Namespace", "", "ns"), made("ServiceAccount", "ns", "s"))},
	}}
}

func inventory(environment object.Environment) object.Inventory {
	inventory := object.Inventory{}
	for _, component := range environment.Components {
		for _, o := range component.Objects() {
			inventory[component.Name] = append(inventory[component.Name], o.Key())
		}
	}
	return inventory
}

// files renders the environment and puts an overlay of another beside it.
func files(t *testing.T) tree.Files {
	t.Helper()
	got, err := argocd.Files(settings(), components(), inventory(components()))
	if err != nil {
		t.Fatal(err)
	}
	got.Add("overlays/other/c/app.yaml", []byte("phase: '3'\n"))
	got.Add("overlays/env/c/kustomization.yaml", []byte("resources: []\n"))
	return got
}

func read[T any](t *testing.T, files tree.Files, name string) *T {
	t.Helper()
	typed := new(T)
	if files[name] == nil {
		t.Fatalf("no %s", name)
	}
	if err := yaml.UnmarshalStrict(files[name], typed); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return typed
}

func TestFileNames(t *testing.T) {
	t.Parallel()
	got, err := argocd.Files(settings(), components(), inventory(components()))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"argocd/env/applicationset-env-phase-1.yaml", "argocd/env/applicationset-env-phase-3.yaml", "argocd/env/configmap-argocd-cm.yaml", "argocd/env/configmap-argocd-cmd-params-cm.yaml",
		"argocd/env/kustomization.yaml", "argocd/env/project-env-agents.yaml", "argocd/env/project-env-delivery.yaml", "argocd/env/project-env-platform.yaml", "argocd/env/root.yaml",
		"overlays/env/b-late/app.yaml", "overlays/env/c/app.yaml", "overlays/env/cluster/app.yaml", "overlays/env/d/app.yaml", "overlays/env/e/app.yaml", "overlays/env/f/app.yaml",
		"overlays/env/namespace-ns/app.yaml",
	}
	if names := slices.Sorted(maps.Keys(got)); !slices.Equal(names, want) {
		t.Errorf("got  %v\nwant %v", names, want)
	}
	kustomization := read[struct {
		metav1.TypeMeta `json:",inline"`
		Resources       []string
	}](t, got, "argocd/env/kustomization.yaml")
	var listed []string
	for _, name := range want[:9] {
		if name = strings.TrimPrefix(name, "argocd/env/"); name != "kustomization.yaml" {
			listed = append(listed, name)
		}
	}
	if !slices.Equal(kustomization.Resources, listed) {
		t.Errorf("kustomization lists %v, want %v", kustomization.Resources, listed)
	}
}

func TestAppFile(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]argocd.App{
		"d": {Component: "d", Environment: "env", Kind: "agent", Phase: "3", Wave: "0", Tier: "standard", Project: "env-agents", Namespace: "ns"},
		// A component whose objects are all cluster-scoped still needs a namespace as destination.
		"cluster": {Component: "cluster", Environment: "env", Kind: "cluster", Phase: "1", Wave: "0", Tier: "critical", Project: "env-platform", Namespace: "default"},
	} {
		got := *read[argocd.App](t, files(t), "overlays/env/"+name+"/app.yaml")
		if !slices.Contains(got.SyncOptions, "ServerSideApply=true") {
			t.Errorf("%s: sync options %v", name, got.SyncOptions)
		}
		got.SyncOptions = nil
		if !reflect.DeepEqual(got, want) {
			t.Errorf("got  %+v\nwant %+v", got, want)
		}
	}
}

func TestLongNames(t *testing.T) {
	t.Parallel()
	environment := components()
	for length, want := range map[int]string{59: "", 60: `component "` + strings.Repeat("x", 60) + `": its Application env-` + strings.Repeat("x", 60) + " has 64 characters, and Argo CD's labels hold 63"} {
		environment.Components[0].Name = strings.Repeat("x", length)
		got := ""
		if _, err := argocd.Files(settings(), environment, inventory(environment)); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("a name of %d: got %q, want %q", length, got, want)
		}
	}
}

// A project allows what its components have, where they have it, and nothing else.
func TestProjects(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]argo.AppProjectSpec{
		"env-agents": {
			Description:                "What sutaz delivers to env as agents",
			SourceRepos:                []string{"https://git.example.com/x.git"},
			Destinations:               []argo.ApplicationDestination{{Server: "https://cluster.example.com", Namespace: "ns"}},
			NamespaceResourceWhitelist: []metav1.GroupKind{{Kind: "Service"}, {Group: "apps", Kind: "Deployment"}},
			OrphanedResources:          &argo.OrphanedResourcesMonitorSettings{},
		},
		"env-platform": {
			Description:                "What sutaz delivers to env as platform",
			SourceRepos:                []string{"https://git.example.com/x.git"},
			Destinations:               []argo.ApplicationDestination{{Server: "https://cluster.example.com", Namespace: "default"}, {Server: "https://cluster.example.com", Namespace: "ns"}},
			ClusterResourceWhitelist:   []metav1.GroupKind{{Kind: "Namespace"}, {Group: "rbac.authorization.k8s.io", Kind: "ClusterRole"}},
			NamespaceResourceWhitelist: []metav1.GroupKind{{Kind: "ServiceAccount"}},
			OrphanedResources:          &argo.OrphanedResourcesMonitorSettings{},
		},
		"env-delivery": {
			Description:  "What delivers env",
			SourceRepos:  []string{"https://git.example.com/x.git"},
			Destinations: []argo.ApplicationDestination{{Server: "https://cluster.example.com", Namespace: "argocd"}},
			NamespaceResourceWhitelist: []metav1.GroupKind{
				{Kind: "ConfigMap"}, {Group: "argoproj.io", Kind: "AppProject"}, {Group: "argoproj.io", Kind: "Application"}, {Group: "argoproj.io", Kind: "ApplicationSet"},
			},
		},
	} {
		got := read[argo.AppProject](t, files(t), "argocd/env/project-"+name+".yaml")
		if got.Name != name || got.Namespace != "argocd" || got.Kind != "AppProject" {
			t.Errorf("%s %s/%s", got.Kind, got.Namespace, got.Name)
		}
		if !reflect.DeepEqual(got.Spec, want) {
			t.Errorf("got  %+v\nwant %+v", got.Spec, want)
		}
	}
}

func set(t *testing.T, files tree.Files, phase string) *argo.ApplicationSet {
	t.Helper()
	s := read[argo.ApplicationSet](t, files, "argocd/env/applicationset-env-phase-"+phase+".yaml")
	if s.Name != argocd.SetName("env", phase) || s.Namespace != "argocd" || s.Annotations["argocd.argoproj.io/sync-wave"] != phase {
		t.Errorf("set %s/%s, annotations %v", s.Namespace, s.Name, s.Annotations)
	}
	if !s.Spec.GoTemplate || !slices.Equal(s.Spec.GoTemplateOptions, []string{"missingkey=error"}) {
		t.Error("a missing value is no error")
	}
	return s
}

// What holds state is never removed by a change in Git.
func TestSetsOfState(t *testing.T) {
	t.Parallel()
	s := set(t, files(t), "1")
	policy := s.Spec.Template.Spec.SyncPolicy
	if !reflect.DeepEqual(policy.Automated, &argo.SyncPolicyAutomated{SelfHeal: true}) || s.Spec.Strategy != nil {
		t.Errorf("automated %+v, strategy %+v", policy.Automated, s.Spec.Strategy)
	}
	if s.Spec.SyncPolicy == nil || !s.Spec.SyncPolicy.PreserveResourcesOnDeletion || len(s.Spec.Template.Finalizers) > 0 {
		t.Error("its resources go with it")
	}
}

// Agents roll: least important first, each wave for itself, and what is removed in Git is removed.
func TestRollingSets(t *testing.T) {
	t.Parallel()
	s := set(t, files(t), "3")
	if s.Spec.Strategy == nil || s.Spec.Strategy.Type != "RollingSync" {
		t.Fatalf("strategy %+v", s.Spec.Strategy)
	}
	var got []string
	for _, step := range s.Spec.Strategy.RollingSync.Steps {
		text := step.MaxUpdate.String()
		for _, e := range step.MatchExpressions {
			text += " " + e.Key + " " + e.Operator + " " + strings.Join(e.Values, ",")
		}
		got = append(got, text)
	}
	want := []string{
		"100% sutaz.ai/tier In batch sutaz.ai/wave In 0",
		"100% sutaz.ai/tier In batch sutaz.ai/wave In 1",
		"25% sutaz.ai/tier In standard sutaz.ai/wave In 0",
		"10% sutaz.ai/tier In critical sutaz.ai/wave In 0",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	// The controller of ApplicationSets takes this away from its Applications, and prunes in its own syncs.
	if policy := s.Spec.Template.Spec.SyncPolicy; !reflect.DeepEqual(policy.Automated, &argo.SyncPolicyAutomated{Prune: true}) {
		t.Errorf("automated %+v", policy.Automated)
	}
	if s.Spec.SyncPolicy != nil || !slices.Equal(s.Spec.Template.Finalizers, []string{"resources-finalizer.argocd.argoproj.io/background"}) {
		t.Error("an agent that is removed stays")
	}
}

func TestAutomatedSets(t *testing.T) {
	t.Parallel()
	calm := settings()
	calm.Phases["3"] = schema.Phase{Sync: "automated"}
	got, err := argocd.Files(calm, components(), inventory(components()))
	if err != nil {
		t.Fatal(err)
	}
	s := set(t, got, "3")
	policy := s.Spec.Template.Spec.SyncPolicy
	if s.Spec.Strategy != nil || !reflect.DeepEqual(policy.Automated, &argo.SyncPolicyAutomated{SelfHeal: true, Prune: true}) {
		t.Errorf("strategy %+v, automated %+v", s.Spec.Strategy, policy.Automated)
	}
	if policy.Retry == nil || policy.Retry.Limit != -1 || policy.Retry.Backoff == nil {
		t.Errorf("retry %+v", policy.Retry)
	}
	if _, there := got["argocd/env/configmap-argocd-cmd-params-cm.yaml"]; there {
		t.Error("progressive syncs are switched on for nothing")
	}
}

func TestTemplate(t *testing.T) {
	t.Parallel()
	s := set(t, files(t), "3")
	template := s.Spec.Template
	if got, want := template.Annotations["argocd.argoproj.io/manifest-generate-paths"], "/rendered/overlays/{{ .environment }}/{{ .component }};/rendered/base/{{ .component }}"; got != want {
		t.Errorf("an Application looks at %s", got)
	}
	if !reflect.DeepEqual(template.Spec.Source, &argo.ApplicationSource{RepoURL: "https://git.example.com/x.git", TargetRevision: "main", Path: "{{ .path.path }}"}) {
		t.Errorf("source %+v", template.Spec.Source)
	}
	if (template.Spec.Destination != argo.ApplicationDestination{Server: "https://cluster.example.com", Namespace: "{{ .namespace }}"}) {
		t.Errorf("destination %+v", template.Spec.Destination)
	}
	if want := (argo.SyncOptions{"ServerSideApply=true", "RespectIgnoreDifferences=true", "ApplyOutOfSyncOnly=true"}); !slices.Equal(template.Spec.SyncPolicy.SyncOptions, want) {
		t.Errorf("sync options %v", template.Spec.SyncPolicy.SyncOptions)
	}
	git := s.Spec.Generators[0].Git
	if git.RepoURL != "https://git.example.com/x.git" || git.Revision != "main" || len(git.Files) != 1 || git.Files[0].Path != "rendered/overlays/env/*/app.yaml" {
		t.Errorf("generator %+v", git)
	}
}

// The root keeps itself and the phases, and removes nothing.
func TestRoot(t *testing.T) {
	t.Parallel()
	root := read[argo.Application](t, files(t), "argocd/env/root.yaml")
	if root.Name != "env" || root.Namespace != "argocd" || len(root.Finalizers) > 0 {
		t.Errorf("root %s/%s, finalizers %v", root.Namespace, root.Name, root.Finalizers)
	}
	if root.Spec.Project != "env-delivery" {
		t.Errorf("the root is in the project %s", root.Spec.Project)
	}
	if !reflect.DeepEqual(root.Spec.Source, &argo.ApplicationSource{RepoURL: "https://git.example.com/x.git", TargetRevision: "main", Path: "rendered/argocd/env"}) ||
		(root.Spec.Destination != argo.ApplicationDestination{Server: "https://cluster.example.com", Namespace: "argocd"}) {
		t.Errorf("from %+v to %+v", root.Spec.Source, root.Spec.Destination)
	}
	if !reflect.DeepEqual(root.Spec.SyncPolicy.Automated, &argo.SyncPolicyAutomated{SelfHeal: true}) {
		t.Errorf("automated %+v", root.Spec.SyncPolicy.Automated)
	}
}

// Argo CD's own configuration comes first, or the first phase would be judged by another check.
func TestConfiguration(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]map[string]string{
		"argocd-cm":            {"resource.customizations.health.argoproj.io_ApplicationSet": argocd.HealthCheck()},
		"argocd-cmd-params-cm": {"applicationsetcontroller.enable.progressive.syncs": "true"},
	} {
		got := read[corev1.ConfigMap](t, files(t), "argocd/env/configmap-"+name+".yaml")
		if got.Name != name || got.Namespace != "argocd" || got.Labels["app.kubernetes.io/part-of"] != "argocd" || !maps.Equal(got.Data, want) {
			t.Errorf("%s/%s with %v: %v", got.Namespace, got.Name, got.Labels, got.Data)
		}
		if wave, err := strconv.Atoi(got.Annotations["argocd.argoproj.io/sync-wave"]); err != nil || wave >= -1 {
			t.Errorf("%s comes in wave %d, not before the projects", name, wave)
		}
		if got.Annotations["argocd.argoproj.io/sync-options"] != "Prune=false,Delete=false" {
			t.Errorf("%s goes with the root, and with it what others wrote", name)
		}
	}
}
