package agent_test

import (
	"maps"
	"os"
	"slices"
	"sync"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/validation"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"

	"github.com/sutazai/sutaz/generators/agent"
	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/platform"
)

// These tests hold for every agent of this repository in every environment: what they say must be true whatever an entry
// asks for.

var repository = sync.OnceValues(func() ([]*platform.Environment, error) { return platform.Load(os.DirFS("../..")) })

func environments(t *testing.T) []*platform.Environment {
	t.Helper()
	all, err := repository()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) == 0 {
		t.Fatal("no environment")
	}
	return all
}

// environment is one of the repository's, by name.
func environment(t *testing.T, name string) *platform.Environment {
	t.Helper()
	for _, env := range environments(t) {
		if env.Environment.Name == name {
			return env
		}
	}
	t.Fatalf("no environment %q", name)
	return nil
}

// rendered is one agent with its objects.
type rendered struct {
	env *platform.Environment
	*platform.Agent
	objects []object.Object
	// runs is what the component says of its pods.
	runs []object.Runs
	// pods runs them.
	pods workload
}

var (
	cache     = map[*platform.Environment][]rendered{}
	cacheLock sync.Mutex
)

// render gives the objects of each running agent; those of an environment are made once.
func render(t *testing.T, env *platform.Environment) []rendered {
	t.Helper()
	cacheLock.Lock()
	defer cacheLock.Unlock()
	if cache[env] == nil {
		cache[env] = renderAll(t, env)
	}
	return cache[env]
}

func renderAll(t *testing.T, env *platform.Environment) []rendered {
	t.Helper()
	components := agent.Components(env)
	if len(components) != len(env.Running) {
		t.Fatalf("%d components for %d agents", len(components), len(env.Running))
	}
	all := make([]rendered, len(components))
	for i, component := range components {
		if component.Name != env.Running[i].Name || component.Namespace != env.Running[i].Namespace || component.Tier != env.Running[i].Tier {
			t.Fatalf("component %+v of agent %s", component, env.Running[i].Name)
		}
		all[i] = rendered{env: env, Agent: env.Running[i], objects: component.Objects(), runs: component.Runs}
		all[i].pods = all[i].findWorkload(t)
	}
	return all
}

// each runs a test for every agent of every environment.
func each(t *testing.T, test func(t *testing.T, r rendered)) {
	t.Helper()
	t.Parallel()
	for _, env := range environments(t) {
		for _, r := range render(t, env) {
			t.Run(env.Environment.Name+"/"+r.Name, func(t *testing.T) { test(t, r) })
		}
	}
}

// one renders a single agent, as it is after a change.
func one(t *testing.T, env *platform.Environment, name string, change func(*platform.Agent)) rendered {
	t.Helper()
	i := slices.IndexFunc(env.Running, func(a *platform.Agent) bool { return a.Name == name })
	if i < 0 {
		t.Fatalf("no agent %q in %s", name, env.Environment.Name)
	}
	changed := *env.Running[i]
	change(&changed)
	return renderAll(t, &platform.Environment{Platform: env.Platform, Running: []*platform.Agent{&changed}})[0]
}

// kinds are the objects of a kind.
func (r rendered) kinds(kind string) []object.Object {
	var found []object.Object
	for _, o := range r.objects {
		if o.Key().Kind == kind {
			found = append(found, o)
		}
	}
	return found
}

// as reads an object into a type that knows all its fields.
func as[T any](t *testing.T, o object.Object) *T {
	t.Helper()
	typed := new(T)
	if err := runtime.DefaultUnstructuredConverter.FromUnstructuredWithValidation(o, typed, true); err != nil {
		t.Fatalf("%v: %v", o.Key(), err)
	}
	return typed
}

// all reads every object of a kind.
func all[T any](t *testing.T, r rendered, kind string) []*T {
	t.Helper()
	var found []*T
	for _, o := range r.kinds(kind) {
		found = append(found, as[T](t, o))
	}
	return found
}

// rollout is what is written of an Argo Rollout.
type rollout struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata"`
	Spec              struct {
		Replicas                *int32                 `json:"replicas"`
		RevisionHistoryLimit    *int32                 `json:"revisionHistoryLimit"`
		ProgressDeadlineSeconds *int32                 `json:"progressDeadlineSeconds"`
		ProgressDeadlineAbort   bool                   `json:"progressDeadlineAbort"`
		Selector                *metav1.LabelSelector  `json:"selector"`
		Template                corev1.PodTemplateSpec `json:"template"`
		Strategy                struct {
			Canary struct {
				MaxSurge       int `json:"maxSurge"`
				MaxUnavailable int `json:"maxUnavailable"`
				Steps          []struct {
					SetWeight *int32 `json:"setWeight"`
					Pause     *struct {
						Duration string `json:"duration"`
					} `json:"pause"`
				} `json:"steps"`
			} `json:"canary"`
		} `json:"strategy"`
	} `json:"spec"`
}

// workload is what runs an agent's pods, whatever its kind.
type workload struct {
	object   object.Object
	template corev1.PodTemplateSpec
	selector *metav1.LabelSelector
	replicas *int32
	// claims are those of a StatefulSet.
	claims []corev1.PersistentVolumeClaim
	// ends is true for jobs.
	ends bool
	// hash is the label by which the controller tells revisions apart.
	hash string
}

// findWorkload finds the one workload of an agent.
func (r rendered) findWorkload(t *testing.T) workload {
	t.Helper()
	var found []workload
	for _, o := range r.objects {
		switch o.Key().Kind {
		case "Deployment":
			d := as[appsv1.Deployment](t, o)
			found = append(found, workload{object: o, template: d.Spec.Template, selector: d.Spec.Selector, replicas: d.Spec.Replicas, hash: "pod-template-hash"})
		case "StatefulSet":
			s := as[appsv1.StatefulSet](t, o)
			found = append(found, workload{object: o, template: s.Spec.Template, selector: s.Spec.Selector, replicas: s.Spec.Replicas,
				claims: s.Spec.VolumeClaimTemplates, hash: "controller-revision-hash"})
		case "Rollout":
			s := as[rollout](t, o).Spec
			found = append(found, workload{object: o, template: s.Template, selector: s.Selector, replicas: s.Replicas, hash: "rollouts-pod-template-hash"})
		case "Job":
			found = append(found, workload{object: o, template: as[batchv1.Job](t, o).Spec.Template, ends: true})
		case "CronJob":
			found = append(found, workload{object: o, template: as[batchv1.CronJob](t, o).Spec.JobTemplate.Spec.Template, ends: true})
		case "Pod", "ReplicaSet", "DaemonSet", "ReplicationController":
			t.Fatalf("%v is rendered, and no test knows it", o.Key())
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d workloads, not one", len(found))
	}
	return found[0]
}

// selects says whether a selector matches labels; an empty selector matches nothing here, since none is wanted.
func selects(t *testing.T, selector *metav1.LabelSelector, labels map[string]string) bool {
	t.Helper()
	if selector == nil || len(selector.MatchLabels)+len(selector.MatchExpressions) == 0 {
		t.Error("a selector is empty")
		return false
	}
	parsed, err := metav1.LabelSelectorAsSelector(selector)
	if err != nil {
		t.Error(err)
		return false
	}
	return parsed.Matches(set(labels))
}

type set map[string]string

func (s set) Has(key string) bool                       { _, ok := s[key]; return ok }
func (s set) Get(key string) string                     { return s[key] }
func (s set) Lookup(key string) (value string, ok bool) { value, ok = s[key]; return value, ok }

// podsOf are the names of the agents whose pods a selector takes in a namespace.
func podsOf(t *testing.T, everyone []rendered, namespace string, selector *metav1.LabelSelector) []string {
	t.Helper()
	var names []string
	for _, r := range everyone {
		if r.Namespace == namespace && selects(t, selector, r.pods.template.Labels) {
			names = append(names, r.Name)
		}
	}
	return names
}

// The names of what is wanted on each object and each pod, for search, cost and the law.
func wantLabels(r rendered) map[string]string {
	want := map[string]string{
		"app.kubernetes.io/name": r.Name, "app.kubernetes.io/component": r.Workload,
		"app.kubernetes.io/part-of": "sutaz", "app.kubernetes.io/managed-by": "sutaz",
		"sutaz.ai/tier": r.Tier, "sutaz.ai/category": r.Category, "sutaz.ai/team": r.Team, "sutaz.ai/data-class": r.Data.Class,
		"sutaz.ai/cost-centre": r.Payer, "sutaz.ai/phase": string('0' + byte(r.Phase)),
	}
	if r.Data.Class == "personal" {
		want["sutaz.ai/retention"], want["sutaz.ai/residency"] = r.Data.Retention, r.Data.Residency
	}
	return want
}

func TestLabels(t *testing.T) {
	each(t, func(t *testing.T, r rendered) {
		want := wantLabels(r)
		check := func(what string, labels map[string]string) {
			for key, value := range want {
				if what == "Service "+r.Namespace+"/"+r.Name+"-pods" && key == "app.kubernetes.io/component" {
					value = "pods" // A ServiceMonitor must not find it.
				}
				if value == "" || labels[key] != value {
					t.Errorf("%s: label %s is %q, not %q", what, key, labels[key], value)
				}
			}
		}
		for _, o := range r.objects {
			typed := metav1.ObjectMeta{}
			if err := runtime.DefaultUnstructuredConverter.FromUnstructuredWithValidation(o["metadata"].(map[string]any), &typed, true); err != nil {
				t.Fatal(err)
			}
			check(o.Key().String(), typed.Labels)
			if o.Key().Namespace != r.Namespace {
				t.Errorf("%v is not in namespace %s", o.Key(), r.Namespace)
			}
		}
		w := r.pods
		check("pods", w.template.Labels)
		if len(r.Image.Tag) <= 63 && w.template.Labels["app.kubernetes.io/version"] != r.Image.Tag {
			t.Errorf("version %q of image tag %q", w.template.Labels["app.kubernetes.io/version"], r.Image.Tag)
		}
		for _, claim := range w.claims {
			// Whatever else it said of its agent could never change.
			if lasting := map[string]string{"app.kubernetes.io/name": r.Name, "app.kubernetes.io/part-of": "sutaz", "app.kubernetes.io/managed-by": "sutaz"}; !maps.Equal(claim.Labels, lasting) {
				t.Errorf("claim %s has labels %v, want %v", claim.Name, claim.Labels, lasting)
			}
		}
	})
}

// A tag may be more than a label can hold.
func TestVersionLabel(t *testing.T) {
	t.Parallel()
	long := "1." + string(slices.Repeat([]byte{'0'}, 62))
	for tag, want := range map[string]string{"1.2.3": "1.2.3", long: "", long[1:]: long[1:], "1.2-": "", "_1": "", ".1": ""} {
		got := one(t, environment(t, "production"), "n8n", func(a *platform.Agent) { a.Image.Tag = tag }).pods.template.Labels["app.kubernetes.io/version"]
		if want == long[1:] && len(validation.IsValidLabelValue(want)) > 0 {
			want = ""
		}
		if got != want {
			t.Errorf("tag %q gives version %q, not %q", tag, got, want)
		}
	}
}

// What the agent says where it runs: a Job and a schedule where the entry says so, volumes where it keeps something.
func TestWorkloadKind(t *testing.T) {
	seen := map[string]bool{}
	for _, env := range environments(t) {
		for _, r := range render(t, env) {
			want := "Deployment"
			switch {
			case r.Workload == "job":
				want = "Job"
			case r.Workload == "cron":
				want = "CronJob"
			case len(r.Storage) > 0:
				want = "StatefulSet"
			case r.Strategy == "canary":
				want = "Rollout"
			}
			if got := r.pods.object.Key().Kind; got != want {
				t.Errorf("%s/%s is a %s, not a %s", env.Environment.Name, r.Name, got, want)
			}
			seen[want] = true
		}
	}
	if want := []string{"CronJob", "Deployment", "Job", "Rollout", "StatefulSet"}; !slices.Equal(slices.Sorted(maps.Keys(seen)), want) {
		t.Errorf("the repository shows %v, not %v", slices.Sorted(maps.Keys(seen)), want)
	}
}
