// Package argocd renders how Argo CD delivers components: one app.yaml for each, and for each environment the
// projects, the ApplicationSets of its phases, and the root Application that holds them.
package argocd

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"slices"
	"strconv"

	argo "github.com/argoproj/argo-cd/v2/pkg/apis/application/v1alpha1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/apimachinery/pkg/util/validation"
	core "k8s.io/client-go/applyconfigurations/core/v1"

	"github.com/sutazai/sutaz/generators/kustomize"
	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/tree"
	"github.com/sutazai/sutaz/schema"
)

// Root is the directory of the rendered tree in the repository.
const Root = "rendered"

// App is an app.yaml: what the ApplicationSets know of one component in one environment. All values are strings,
// since a generator's selector only sees strings.
type App struct {
	// Component is the directory and Environment the one above it.
	Component   string `json:"component" yaml:"component"`
	Environment string `json:"environment" yaml:"environment"`
	// Kind is the component's generator.
	Kind string `json:"kind" yaml:"kind"`
	// Phase is 1 to 4, Wave the order within it.
	Phase string `json:"phase" yaml:"phase"`
	Wave  string `json:"wave" yaml:"wave"`
	// Tier is critical, standard or batch.
	Tier string `json:"tier" yaml:"tier"`
	// Project is the Argo CD project.
	Project string `json:"project" yaml:"project"`
	// Namespace is where the component's objects live; "default" where all are cluster-scoped.
	Namespace string `json:"namespace" yaml:"namespace"`
	// SyncOptions are those that the ApplicationSet gives the Application.
	SyncOptions argo.SyncOptions `json:"syncOptions" yaml:"syncOptions"`
	// Chart and Manifests are where Argo CD finds what the component's publisher delivers; at most one is there.
	Chart     *Chart     `json:"chart,omitempty" yaml:"chart,omitempty"`
	Manifests *Manifests `json:"manifests,omitempty" yaml:"manifests,omitempty"`
}

// Chart is a Helm chart at one version, with the values that it is given.
type Chart struct {
	RepoURL string         `json:"repoURL" yaml:"repoURL"`
	Name    string         `json:"name" yaml:"name"`
	Version string         `json:"version" yaml:"version"`
	Release string         `json:"release" yaml:"release"`
	Values  map[string]any `json:"values" yaml:"values"`
}

// Manifests are a directory in Git at a tag, with what kustomize changes in it.
type Manifests struct {
	RepoURL string `json:"repoURL" yaml:"repoURL"`
	Path    string `json:"path" yaml:"path"`
	Version string `json:"version" yaml:"version"`
	// Kustomize is what the Application says of it.
	Kustomize Kustomize `json:"kustomize" yaml:"kustomize"`
	// Also are other directories, as they are.
	Also []string `json:"also,omitempty" yaml:"also,omitempty"`
}

// Kustomize are changes in the words of Argo CD: a namespace for all objects, images as name=image:tag, and patches.
type Kustomize struct {
	Namespace string   `json:"namespace,omitempty" yaml:"namespace,omitempty"`
	Images    []string `json:"images,omitempty" yaml:"images,omitempty"`
	Patches   []Patch  `json:"patches,omitempty" yaml:"patches,omitempty"`
}

// Patch is a strategic merge patch of one object.
type Patch struct {
	Patch  string            `json:"patch" yaml:"patch"`
	Target map[string]string `json:"target" yaml:"target"`
}

// Files renders everything that Argo CD reads of one environment beside the overlays.
func Files(settings schema.Environment, environment object.Environment, inventory object.Inventory) (tree.Files, error) {
	files := tree.Files{}
	for _, component := range environment.Components {
		if name := ApplicationName(environment.Name, component.Name); len(name) > validation.DNS1123LabelMaxLength {
			return nil, fmt.Errorf("component %q: its Application %s has %d characters, and Argo CD's labels hold %d",
				component.Name, name, len(name), validation.DNS1123LabelMaxLength)
		}
		data, err := kustomize.Marshal(app(environment.Name, component))
		if err != nil {
			return nil, err
		}
		files.Add(path.Join(kustomize.OverlayDir(environment.Name, component.Name), "app.yaml"), data)
	}
	dir := path.Join("argocd", environment.Name)
	var resources []string
	add := func(name string, typed any) error {
		o, err := kustomize.Clean(typed)
		if err != nil {
			return err
		}
		dropGeneratorTemplates(o)
		data, err := kustomize.Marshal(map[string]any(o))
		if err != nil {
			return err
		}
		files.Add(path.Join(dir, name), data)
		resources = append(resources, name)
		return nil
	}
	for _, project := range projects(settings, environment, inventory) {
		if err := add("project-"+project.Name+".yaml", project); err != nil {
			return nil, err
		}
	}
	for _, set := range sets(settings, environment) {
		if err := add("applicationset-"+set.Name+".yaml", set); err != nil {
			return nil, err
		}
	}
	for _, configuration := range config(settings) {
		if err := add("configmap-"+configuration.Key().Name+".yaml", configuration); err != nil {
			return nil, err
		}
	}
	if err := add("root.yaml", root(settings)); err != nil {
		return nil, err
	}
	slices.Sort(resources)
	data, err := kustomize.Marshal(map[string]any{"apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization", "resources": resources})
	if err != nil {
		return nil, err
	}
	files.Add(path.Join(dir, "kustomization.yaml"), data)
	return files, nil
}

// syncOptions are those of every Application: the API server merges fields, what another controller owns stays, and what
// did not change is left alone, so that a Job is replaced for its own sake and no other.
var syncOptions = argo.SyncOptions{"ServerSideApply=true", "RespectIgnoreDifferences=true", "ApplyOutOfSyncOnly=true"}

func app(environment string, c object.Component) App {
	a := App{Component: c.Name, Environment: environment, Kind: c.Kind, Phase: strconv.Itoa(c.Phase), Wave: strconv.Itoa(c.Wave),
		Tier: c.Tier, Project: environment + "-" + c.Project, Namespace: cmp.Or(c.Namespace, "default"), SyncOptions: syncOptions}
	switch u := c.Upstream; {
	case u == nil:
	case u.Chart != "":
		a.Chart = &Chart{RepoURL: u.Repository, Name: u.Chart, Version: u.Version, Release: u.Release, Values: u.Values}
		if a.Chart.Values == nil {
			a.Chart.Values = map[string]any{}
		}
	default:
		a.Manifests = &Manifests{RepoURL: u.Repository, Path: u.Path, Version: u.Version, Also: u.Also}
		a.Manifests.Kustomize.Images = u.Images
		if u.Move {
			a.Manifests.Kustomize.Namespace = c.Namespace
		}
		for _, kind := range slices.Sorted(maps.Keys(u.Without)) {
			a.Manifests.Kustomize.Patches = append(a.Manifests.Kustomize.Patches, Patch{
				Patch:  fmt.Sprintf("$patch: delete\napiVersion: v1\nkind: %s\nmetadata: {name: %s}\n", kind, u.Without[kind]),
				Target: map[string]string{"kind": kind, "name": u.Without[kind]},
			})
		}
	}
	return a
}

// sources gives an Application a second source where its publisher delivers: the overlay stays the first. It is filled in
// with the app.yaml, and JSON is YAML.
const sources = `{{- if hasKey . "chart" }}
spec:
  source: null
  sources:
  - {repoURL: %[1]s, targetRevision: %[2]s, path: {{ .path.path | toJson }}}
  - repoURL: {{ .chart.repoURL | toJson }}
    chart: {{ .chart.name | toJson }}
    targetRevision: {{ .chart.version | toJson }}
    helm: {releaseName: {{ .chart.release | toJson }}, valuesObject: {{ .chart.values | toJson }}}
{{- else if hasKey . "manifests" }}
spec:
  source: null
  sources:
  - {repoURL: %[1]s, targetRevision: %[2]s, path: {{ .path.path | toJson }}}
  - repoURL: {{ .manifests.repoURL | toJson }}
    path: {{ .manifests.path | toJson }}
    targetRevision: {{ .manifests.version | toJson }}
    kustomize: {{ .manifests.kustomize | toJson }}
{{- if hasKey .manifests "also" }}
{{- range .manifests.also }}
  - repoURL: {{ $.manifests.repoURL | toJson }}
    path: {{ . | toJson }}
    targetRevision: {{ $.manifests.version | toJson }}
{{- end }}
{{- end }}
{{- else }}
{}
{{- end }}
`

// dropGeneratorTemplates removes the empty template that the Go type prints in each generator.
func dropGeneratorTemplates(o object.Object) {
	spec, _ := o["spec"].(map[string]any)
	generators, _ := spec["generators"].([]any)
	for _, generator := range generators {
		if git, ok := generator.(map[string]any)["git"].(map[string]any); ok {
			delete(git, "template")
		}
	}
}

func meta(settings schema.Environment, name string, wave int) metav1.ObjectMeta {
	return metav1.ObjectMeta{Name: name, Namespace: settings.ArgoCD.Namespace,
		Labels:      map[string]string{"app.kubernetes.io/part-of": "sutaz", "app.kubernetes.io/managed-by": "sutaz", "sutaz.ai/environment": settings.Name},
		Annotations: map[string]string{"argocd.argoproj.io/sync-wave": strconv.Itoa(wave)}}
}

func typeMeta(kind string) metav1.TypeMeta {
	return metav1.TypeMeta{APIVersion: "argoproj.io/v1alpha1", Kind: kind}
}

// projects allow exactly the namespaces and kinds that the components of a project have.
func projects(settings schema.Environment, environment object.Environment, inventory object.Inventory) []argo.AppProject {
	type bounds struct {
		namespaces, repositories map[string]bool
		cluster, namespace       map[metav1.GroupKind]bool
	}
	byName := map[string]*bounds{}
	for _, component := range environment.Components {
		b := byName[component.Project]
		if b == nil {
			b = &bounds{map[string]bool{}, map[string]bool{}, map[metav1.GroupKind]bool{}, map[metav1.GroupKind]bool{}}
			byName[component.Project] = b
		}
		b.namespaces[cmp.Or(component.Namespace, "default")] = true
		if u := component.Upstream; u != nil {
			b.repositories[u.Repository] = true
			for _, namespace := range u.Namespaces {
				b.namespaces[namespace] = true
			}
			for _, kind := range u.ClusterKinds {
				b.cluster[kind] = true
			}
			for _, kind := range u.NamespacedKinds {
				b.namespace[kind] = true
			}
		}
		for _, key := range inventory[component.Name] {
			if key.Namespace == "" {
				b.cluster[metav1.GroupKind{Group: key.Group, Kind: key.Kind}] = true
				continue
			}
			b.namespaces[key.Namespace] = true
			b.namespace[metav1.GroupKind{Group: key.Group, Kind: key.Kind}] = true
		}
	}
	var list []argo.AppProject
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		b := byName[name]
		project := argo.AppProject{TypeMeta: typeMeta("AppProject"), ObjectMeta: meta(settings, settings.Name+"-"+name, -1), Spec: argo.AppProjectSpec{
			Description:                fmt.Sprintf("What sutaz delivers to %s as %s", settings.Name, name),
			SourceRepos:                append([]string{settings.ArgoCD.Repository}, slices.Sorted(maps.Keys(b.repositories))...),
			ClusterResourceWhitelist:   kinds(b.cluster),
			NamespaceResourceWhitelist: kinds(b.namespace),
			// What nobody rendered is shown, so that a store that left Git is not forgotten.
			OrphanedResources: &argo.OrphanedResourcesMonitorSettings{},
		}}
		for _, namespace := range slices.Sorted(maps.Keys(b.namespaces)) {
			project.Spec.Destinations = append(project.Spec.Destinations, argo.ApplicationDestination{Server: settings.ArgoCD.Server, Namespace: namespace})
		}
		list = append(list, project)
	}
	return append(list, delivery(settings))
}

// delivery is the project of the root: it may write what stands beside the root, where Argo CD runs, and nothing else.
func delivery(settings schema.Environment) argo.AppProject {
	return argo.AppProject{TypeMeta: typeMeta("AppProject"), ObjectMeta: meta(settings, settings.Name+"-delivery", -1), Spec: argo.AppProjectSpec{
		Description:  "What delivers " + settings.Name,
		SourceRepos:  []string{settings.ArgoCD.Repository},
		Destinations: []argo.ApplicationDestination{{Server: settings.ArgoCD.Server, Namespace: settings.ArgoCD.Namespace}},
		NamespaceResourceWhitelist: []metav1.GroupKind{
			{Kind: "ConfigMap"}, {Group: "argoproj.io", Kind: "AppProject"}, {Group: "argoproj.io", Kind: "Application"}, {Group: "argoproj.io", Kind: "ApplicationSet"},
		},
	}}
}

func kinds(set map[metav1.GroupKind]bool) []metav1.GroupKind {
	return slices.SortedFunc(maps.Keys(set), func(a, b metav1.GroupKind) int {
		return cmp.Or(cmp.Compare(a.Group, b.Group), cmp.Compare(a.Kind, b.Kind))
	})
}

// ApplicationName is the name of the Application of a component.
func ApplicationName(environment, component string) string { return environment + "-" + component }

// SetName is the name of the ApplicationSet of a phase.
func SetName(environment, phase string) string { return environment + "-phase-" + phase }

// sets are the ApplicationSets of the phases that have components, in order.
func sets(settings schema.Environment, environment object.Environment) []argo.ApplicationSet {
	steps, patched := map[string][]step{}, map[string]bool{}
	for _, component := range environment.Components {
		phase := strconv.Itoa(component.Phase)
		patched[phase] = patched[phase] || component.Upstream != nil
		s := step{component.Tier, component.Wave}
		if !slices.Contains(steps[phase], s) {
			steps[phase] = append(steps[phase], s)
		}
	}
	var list []argo.ApplicationSet
	for _, phase := range slices.Sorted(maps.Keys(steps)) {
		made := set(settings, phase, steps[phase])
		if patched[phase] {
			patch := fmt.Sprintf(sources, strconv.Quote(settings.ArgoCD.Repository), strconv.Quote(settings.ArgoCD.Revision))
			made.Spec.TemplatePatch = &patch
		}
		list = append(list, made)
	}
	return list
}

// step is one step of a rolling update.
type step struct {
	tier string
	wave int
}

// tiers is the order in which a change reaches agents: what matters least goes first.
var tiers = []string{"batch", "standard", "critical"}

func set(settings schema.Environment, phase string, steps []step) argo.ApplicationSet {
	number, _ := strconv.Atoi(phase)
	state := number <= 2
	policy := argo.SyncPolicy{
		SyncOptions: syncOptions,
		Retry:       &argo.RetryStrategy{Limit: -1, Backoff: &argo.Backoff{Duration: "5s", Factor: new(int64), MaxDuration: "3m"}},
	}
	*policy.Retry.Backoff.Factor = 2
	var strategy *argo.ApplicationSetStrategy
	if settings.Phases[phase].Sync == "rolling" {
		strategy = &argo.ApplicationSetStrategy{Type: "RollingSync", RollingSync: &argo.ApplicationSetRolloutStrategy{}}
		slices.SortFunc(steps, func(a, b step) int {
			return cmp.Or(cmp.Compare(slices.Index(tiers, a.tier), slices.Index(tiers, b.tier)), cmp.Compare(a.wave, b.wave))
		})
		if !state {
			// The controller takes automated away from the Applications, and whether its own syncs prune from here.
			policy.Automated = &argo.SyncPolicyAutomated{Prune: true}
		}
		for _, s := range steps {
			strategy.RollingSync.Steps = append(strategy.RollingSync.Steps, rollingStep(s, settings.Phases[phase].Steps[s.tier]))
		}
	} else {
		policy.Automated = &argo.SyncPolicyAutomated{SelfHeal: true, Prune: !state}
	}
	var deletion *argo.ApplicationSetSyncPolicy
	if state {
		deletion = &argo.ApplicationSetSyncPolicy{PreserveResourcesOnDeletion: true}
	}
	metadata := argo.ApplicationSetTemplateMeta{
		Name: "{{ .environment }}-{{ .component }}",
		Labels: map[string]string{
			"sutaz.ai/environment": "{{ .environment }}", "sutaz.ai/component": "{{ .component }}", "sutaz.ai/phase": "{{ .phase }}",
			"sutaz.ai/wave": "{{ .wave }}", "sutaz.ai/tier": "{{ .tier }}",
		},
		Annotations: map[string]string{
			// Only a change of the component makes its Application look again. A leading slash is the repository's root.
			"argocd.argoproj.io/manifest-generate-paths": fmt.Sprintf("/%s/overlays/{{ .environment }}/{{ .component }};/%s/base/{{ .component }}", Root, Root),
		},
	}
	if !state {
		// An entry that is removed takes its objects with it, in the background.
		metadata.Finalizers = []string{"resources-finalizer.argocd.argoproj.io/background"}
	}
	return argo.ApplicationSet{TypeMeta: typeMeta("ApplicationSet"), ObjectMeta: meta(settings, SetName(settings.Name, phase), number), Spec: argo.ApplicationSetSpec{
		GoTemplate: true, GoTemplateOptions: []string{"missingkey=error"},
		Generators: []argo.ApplicationSetGenerator{{
			Git: &argo.GitGenerator{RepoURL: settings.ArgoCD.Repository, Revision: settings.ArgoCD.Revision,
				Files: []argo.GitFileGeneratorItem{{Path: path.Join(Root, "overlays", settings.Name, "*", "app.yaml")}}},
			Selector: &metav1.LabelSelector{MatchLabels: map[string]string{"phase": phase}},
		}},
		Strategy:   strategy,
		SyncPolicy: deletion,
		Template: argo.ApplicationSetTemplate{ApplicationSetTemplateMeta: metadata, Spec: argo.ApplicationSpec{
			Project:     "{{ .project }}",
			Source:      &argo.ApplicationSource{RepoURL: settings.ArgoCD.Repository, TargetRevision: settings.ArgoCD.Revision, Path: "{{ .path.path }}"},
			Destination: argo.ApplicationDestination{Server: settings.ArgoCD.Server, Namespace: "{{ .namespace }}"},
			SyncPolicy:  &policy,
		}},
	}}
}

func rollingStep(s step, percent int64) argo.ApplicationSetRolloutStep {
	share := intstr.FromString(fmt.Sprintf("%d%%", percent))
	return argo.ApplicationSetRolloutStep{MaxUpdate: &share, MatchExpressions: []argo.ApplicationMatchExpression{
		{Key: "sutaz.ai/tier", Operator: "In", Values: []string{s.tier}},
		{Key: "sutaz.ai/wave", Operator: "In", Values: []string{strconv.Itoa(s.wave)}},
	}}
}

// health is our check of ApplicationSets: a phase is healthy when every Application that it made is Synced and
// Healthy. Argo CD's own says so as soon as they exist, and the next phase would start too early.
const health = `local health = { status = "Progressing", message = "no Application yet" }
if obj.status == nil or obj.status.resources == nil or #obj.status.resources == 0 then
  return health
end
local waiting = 0
local first = nil
for _, resource in ipairs(obj.status.resources) do
  local healthy = resource.health ~= nil and resource.health.status == "Healthy"
  if resource.status ~= "Synced" or not healthy then
    waiting = waiting + 1
    if first == nil then
      first = resource.name
    end
  end
end
if waiting > 0 then
  health.message = waiting .. " of " .. #obj.status.resources .. " Applications are not Synced and Healthy, first " .. first
  return health
end
health.status = "Healthy"
health.message = #obj.status.resources .. " Applications are Synced and Healthy"
return health
`

// HealthCheck is the Lua script that decides whether a phase is up.
func HealthCheck() string { return health }

// config sets keys of Argo CD's own configuration: applied on the server's side, it leaves the others alone.
func config(settings schema.Environment) []object.Object {
	configMap := func(name, key, value string) object.Object {
		m := meta(settings, name, -2)
		m.Labels["app.kubernetes.io/part-of"] = "argocd" // Argo CD finds its configuration by this label.
		m.Labels["app.kubernetes.io/name"] = name
		m.Annotations["argocd.argoproj.io/sync-options"] = "Prune=false,Delete=false"
		return object.From(core.ConfigMap(m.Name, m.Namespace).WithLabels(m.Labels).WithAnnotations(m.Annotations).
			WithData(map[string]string{key: value}))
	}
	all := []object.Object{configMap("argocd-cm", "resource.customizations.health.argoproj.io_ApplicationSet", health)}
	for _, phase := range settings.Phases {
		if phase.Sync == "rolling" {
			// Without it the controller knows no steps. It reads this when it starts.
			return append(all, configMap("argocd-cmd-params-cm", "applicationsetcontroller.enable.progressive.syncs", "true"))
		}
	}
	return all
}

// root is applied once by hand, with its project, and then keeps itself and the phases. It prunes nothing: to remove a phase is to remove
// a platform, and a person does that.
func root(settings schema.Environment) argo.Application {
	m := meta(settings, settings.Name, 0)
	m.Annotations = nil
	return argo.Application{TypeMeta: typeMeta("Application"), ObjectMeta: m, Spec: argo.ApplicationSpec{
		Project:     delivery(settings).Name,
		Source:      &argo.ApplicationSource{RepoURL: settings.ArgoCD.Repository, TargetRevision: settings.ArgoCD.Revision, Path: path.Join(Root, "argocd", settings.Name)},
		Destination: argo.ApplicationDestination{Server: settings.ArgoCD.Server, Namespace: settings.ArgoCD.Namespace},
		SyncPolicy: &argo.SyncPolicy{
			Automated:   &argo.SyncPolicyAutomated{SelfHeal: true},
			SyncOptions: argo.SyncOptions{"ServerSideApply=true"},
			Retry:       &argo.RetryStrategy{Limit: -1, Backoff: &argo.Backoff{Duration: "5s", MaxDuration: "3m"}},
		},
	}}
}
