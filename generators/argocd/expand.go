package argocd

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
	"text/template"

	argo "github.com/argoproj/argo-cd/v2/pkg/apis/application/v1alpha1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"sigs.k8s.io/yaml"

	"github.com/sutazai/sutaz/generators/tree"
)

// Application is what an ApplicationSet makes of one app.yaml.
type Application struct {
	Name        string `json:"name"`
	Environment string `json:"environment"`
	Component   string `json:"component"`
	Phase       string `json:"phase"`
	Wave        string `json:"wave"`
	// Step is the step of a rolling update that takes the Application, from 1, or "-" where nothing rolls.
	Step      string `json:"step"`
	Project   string `json:"project"`
	Namespace string `json:"namespace"`
	Path      string `json:"path"`
	// Upstream is what the component's publisher delivers, as repository, chart or path, and version; empty where nothing.
	Upstream string `json:"upstream,omitempty"`
}

// Expand does what Argo CD's ApplicationSet controller does with the ApplicationSets of an environment: for each
// app.yaml that the generator's path and selector take, it fills in the template. Only what our own sets use is known:
// one git files generator, fields as templates, and our patch for upstream components. An Application that two sets make, or that is in no step or in two
// of a rolling set, and an app.yaml that no set takes are errors. The result is sorted by phase, wave and name.
func Expand(files tree.Files, environment string) ([]Application, error) {
	var all []Application
	maker := map[string]string{}
	for _, name := range sortedNames(files) {
		dir, base := path.Split(name)
		if dir != "argocd/"+environment+"/" || !strings.HasPrefix(base, "applicationset-") {
			continue
		}
		var set argo.ApplicationSet
		if err := yaml.UnmarshalStrict(files[name], &set); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		made, err := expandSet(files, set)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		for _, application := range made {
			if other, twice := maker[application.Name]; twice {
				return nil, fmt.Errorf("application %s is made by %s and by %s", application.Name, other, set.Name)
			}
			maker[application.Name] = set.Name
		}
		all = append(all, made...)
	}
	for _, name := range sortedNames(files) {
		taken := func(a Application) bool { return path.Join(a.Path, "app.yaml") == path.Join(Root, name) }
		if matched, _ := path.Match("overlays/"+environment+"/*/app.yaml", name); matched && !slices.ContainsFunc(all, taken) {
			return nil, fmt.Errorf("%s: no ApplicationSet takes it", name)
		}
	}
	slices.SortFunc(all, func(a, b Application) int {
		return cmp.Or(cmp.Compare(a.Phase, b.Phase), cmp.Compare(a.Wave, b.Wave), cmp.Compare(a.Name, b.Name))
	})
	return all, nil
}

func sortedNames(files tree.Files) []string {
	names := make([]string, 0, len(files))
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func expandSet(files tree.Files, set argo.ApplicationSet) ([]Application, error) {
	if len(set.Spec.Generators) != 1 || set.Spec.Generators[0].Git == nil || len(set.Spec.Generators[0].Git.Files) != 1 {
		return nil, fmt.Errorf("want one git generator with one path")
	}
	generator := set.Spec.Generators[0]
	selector, err := metav1.LabelSelectorAsSelector(generator.Selector)
	if err != nil {
		return nil, err
	}
	pattern := strings.TrimPrefix(generator.Git.Files[0].Path, Root+"/")
	var made []Application
	for _, name := range sortedNames(files) {
		if matched, err := path.Match(pattern, name); err != nil || !matched {
			continue
		}
		var parameters map[string]any
		if err := yaml.Unmarshal(files[name], &parameters); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		seen := labels.Set{}
		for key, value := range parameters {
			if s, ok := value.(string); ok {
				seen[key] = s // As in Argo CD, a selector sees strings alone.
			}
		}
		if !selector.Matches(seen) {
			continue
		}
		dir := path.Dir(path.Join(Root, name))
		parameters["path"] = map[string]any{"path": dir, "basename": path.Base(dir)}
		application, err := instantiate(set, parameters)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		made = append(made, application)
	}
	return made, nil
}

// functions are those that our patch uses, of the many that Argo CD knows.
var functions = template.FuncMap{
	"hasKey": func(values map[string]any, key string) bool { _, has := values[key]; return has },
	"toJson": func(value any) (string, error) { data, err := json.Marshal(value); return string(data), err },
}

// upstream names the second source of an Application; the first is its overlay.
func upstream(sources argo.ApplicationSources) string {
	if len(sources) < 2 {
		return ""
	}
	s := sources[1]
	return s.RepoURL + " " + cmp.Or(s.Chart, s.Path) + " " + s.TargetRevision
}

func instantiate(set argo.ApplicationSet, parameters map[string]any) (Application, error) {
	var failed error
	fill := func(text string) string {
		parsed, err := template.New("field").Option(set.Spec.GoTemplateOptions...).Funcs(functions).Parse(text)
		var out bytes.Buffer
		if err == nil {
			err = parsed.Execute(&out, parameters)
		}
		if err != nil && failed == nil {
			failed = err
		}
		return out.String()
	}
	t := set.Spec.Template
	filled := map[string]string{}
	for key, value := range t.Labels {
		filled[key] = fill(value)
	}
	application := Application{
		Name: fill(t.Name), Environment: filled["sutaz.ai/environment"], Component: filled["sutaz.ai/component"],
		Phase: filled["sutaz.ai/phase"], Wave: filled["sutaz.ai/wave"], Step: "-",
		Project: fill(t.Spec.Project), Namespace: fill(t.Spec.Destination.Namespace), Path: fill(t.Spec.Source.Path),
	}
	if set.Spec.TemplatePatch != nil {
		var patch argo.Application
		if err := yaml.UnmarshalStrict([]byte(fill(*set.Spec.TemplatePatch)), &patch); err != nil && failed == nil {
			failed = fmt.Errorf("templatePatch: %w", err)
		}
		application.Upstream = upstream(patch.Spec.Sources)
	}
	if failed != nil || set.Spec.Strategy == nil || set.Spec.Strategy.RollingSync == nil {
		return application, failed
	}
	var steps []string
	for i, step := range set.Spec.Strategy.RollingSync.Steps {
		matches := true
		for _, expression := range step.MatchExpressions {
			matches = matches && slices.Contains(expression.Values, filled[expression.Key]) == (expression.Operator == "In")
		}
		if matches {
			steps = append(steps, strconv.Itoa(i+1))
		}
	}
	if len(steps) != 1 {
		return application, fmt.Errorf("application %s is in %d steps of %s, not in one", application.Name, len(steps), set.Name)
	}
	application.Step = steps[0]
	return application, nil
}
