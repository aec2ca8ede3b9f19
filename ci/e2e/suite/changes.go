package suite

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"

	"github.com/sutazai/sutaz/ci/e2e/argocd"
	"github.com/sutazai/sutaz/ci/e2e/report"
)

// changeTimeout is how long one change may take to arrive.
const changeTimeout = 3 * time.Minute

var applicationSets = schema.GroupVersionKind{Group: "argoproj.io", Version: "v1alpha1", Kind: "ApplicationSet"}

// newTag is a tag that no entry has.
const newTag = "99.0.0-e2e"

// changed edits the description as people do, and looks at what Argo CD makes of it.
func (r *run) changed(ctx context.Context) error {
	r.suite = "changed"
	copied, bare := filepath.Join(r.dir, "checkout"), filepath.Join(r.dir, "git", repository)
	push := func() error {
		if err := errors.Join(r.render(ctx, copied), r.repoint(copied)); err != nil {
			return err
		}
		if err := publish(ctx, copied, bare, r.env.Settings.ArgoCD.Revision); err != nil {
			return err
		}
		return r.announce(ctx)
	}
	for _, kind := range []string{"Deployment", "Rollout"} {
		if err := r.changeTag(ctx, copied, kind, push); err != nil {
			return err
		}
	}
	if err := r.handMade(ctx, copied); err != nil {
		return err
	}
	if err := r.removeAgent(ctx, copied, push); err != nil {
		return err
	}
	return r.removeStore(ctx, copied, bare)
}

// removeStore takes a store out of Git, as a wrong edit would. Its Application goes; its servers and its data must stay.
func (r *run) removeStore(ctx context.Context, copied, bare string) error {
	const statement = "a data store that leaves Git stays"
	since := time.Now()
	component, set := r.first(func(o *unstructured.Unstructured) bool {
		return o.GetKind() == "StatefulSet" && o.GetLabels()["app.kubernetes.io/component"] == "store"
	})
	if set == nil {
		r.add(report.Check{Name: statement, Status: report.NotProven, Figure: "no store is rendered here"})
		return nil
	}
	if err := os.RemoveAll(filepath.Join(r.overlay(copied), component)); err != nil {
		return err
	}
	if err := publish(ctx, copied, bare, r.env.Settings.ArgoCD.Revision); err != nil {
		return err
	}
	if err := r.announce(ctx); err != nil {
		return err
	}
	against := r.within(ctx, changeTimeout, func() (bool, error) {
		_, err := r.get(ctx, applications, argocd.Namespace, r.env.Settings.Name+"-"+component)
		return apierrors.IsNotFound(err), nil
	}, "the Application of "+component+" is still there")
	time.Sleep(10 * time.Second) // What would be deleted is deleted in the background.
	for _, object := range r.env.Objects[component] {
		live, err := r.get(ctx, object.GroupVersionKind(), object.GetNamespace(), object.GetName())
		if err != nil || live.GetDeletionTimestamp() != nil {
			against = append(against, fmt.Sprintf("%s: %v", name(object), err))
		}
	}
	claims, err := r.c.Kubernetes.CoreV1().PersistentVolumeClaims(set.GetNamespace()).List(ctx, metav1.ListOptions{LabelSelector: "app.kubernetes.io/name=" + set.GetName()})
	if err != nil {
		return err
	}
	if len(claims.Items) == 0 {
		against = append(against, "its claims are gone")
	}
	r.check(statement, fmt.Sprintf("%s, %d objects and %d claims", component, len(r.env.Objects[component]), len(claims.Items)), since, against)
	return nil
}

// announce does what a webhook of the Git server would: it tells Argo CD to look again.
func (r *run) announce(ctx context.Context) error {
	time.Sleep(argocd.RevisionCache)
	for kind, annotation := range map[schema.GroupVersionKind]string{
		applications:    `{"metadata":{"annotations":{"argocd.argoproj.io/refresh":"normal"}}}`,
		applicationSets: `{"metadata":{"annotations":{"argocd.argoproj.io/application-set-refresh":"true"}}}`,
	} {
		resource, err := r.c.Resource(kind, argocd.Namespace)
		if err != nil {
			return err
		}
		list, err := resource.List(ctx, metav1.ListOptions{})
		if err != nil {
			return err
		}
		for _, item := range list.Items {
			if _, err := resource.Patch(ctx, item.GetName(), types.MergePatchType, []byte(annotation), metav1.PatchOptions{}); err != nil && !apierrors.IsNotFound(err) {
				return err
			}
		}
	}
	return nil
}

// runsAgent says whether an object is the workload of an agent, of a kind: those are in namespaces of their own.
func runsAgent(o *unstructured.Unstructured, kind string) bool {
	return o.GetKind() == kind && strings.HasPrefix(o.GetNamespace(), "agents-")
}

// changeTag gives one agent a new version, and takes it back. Exactly its workload must change, each time.
func (r *run) changeTag(ctx context.Context, copied, kind string, push func() error) error {
	_, workload := r.first(func(o *unstructured.Unstructured) bool { return runsAgent(o, kind) })
	if workload == nil {
		r.add(report.Check{Name: fmt.Sprintf("a new version changes its %s alone", kind), Status: report.NotProven, Figure: "no agent here has one"})
		return nil
	}
	image := func() (string, error) {
		live, err := r.get(ctx, workload.GroupVersionKind(), workload.GetNamespace(), workload.GetName())
		if err != nil {
			return "", err
		}
		containers, _, _ := unstructured.NestedSlice(live.Object, "spec", "template", "spec", "containers")
		if len(containers) == 0 {
			return "", nil
		}
		first, _ := containers[0].(map[string]any)
		name, _ := first["image"].(string)
		return name, nil
	}
	old, err := image()
	if err != nil {
		return err
	}
	file := filepath.Join(copied, "environments", r.env.Settings.Name, "e2e.cue")
	text := fmt.Sprintf("package platform\n\noverride: agents: %q: image: tag: %q\n", workload.GetLabels()["app.kubernetes.io/name"], newTag)
	for _, step := range []struct {
		name string
		edit func() error
		want func(image string) bool
	}{
		{"a new version changes its %s alone", func() error { return os.WriteFile(file, []byte(text), 0o644) }, func(image string) bool { return strings.HasSuffix(image, ":"+newTag) }},
		{"a revert restores the %s alone", func() error { return os.Remove(file) }, func(image string) bool { return image == old }},
	} {
		since := time.Now()
		before, err := r.generations(ctx)
		if err := errors.Join(err, step.edit(), push()); err != nil {
			return err
		}
		against := r.within(ctx, changeTimeout, func() (bool, error) {
			got, err := image()
			return err == nil && step.want(got), err
		}, name(workload)+" did not change")
		arrived := time.Since(since)
		against = append(against, r.settled(ctx, copied)...)
		after, err := r.generations(ctx)
		if err != nil {
			return err
		}
		for _, other := range slices.Sorted(maps.Keys(after)) {
			if after[other] != before[other] && other != workload.GetNamespace()+"/"+workload.GetName() {
				against = append(against, other+" changed too")
			}
		}
		r.check(fmt.Sprintf(step.name, kind), fmt.Sprintf("%s after %.0f s", workload.GetName(), arrived.Seconds()), since, against)
	}
	return nil
}

// settled waits until every Application is Synced and Healthy at the commit that was pushed last, as a person does before
// the next change. Not to wait may leave a rolling set out of sync: Argo CD compares a commit with what it has heard of
// the cluster. A revert that comes before it has heard of its own last change looks Synced to it; when it hears, the
// Application is OutOfSync at a commit that the set holds for delivered, and a rolling set heals nothing.
func (r *run) settled(ctx context.Context, copied string) []string {
	out, err := exec.CommandContext(ctx, "git", "-C", copied, "rev-parse", "HEAD").Output()
	if err != nil {
		return []string{"git rev-parse: " + err.Error()}
	}
	head := strings.TrimSpace(string(out))
	var behind []string
	against := r.within(ctx, changeTimeout, func() (bool, error) {
		resource, err := r.c.Resource(applications, argocd.Namespace)
		if err != nil {
			return false, err
		}
		list, err := resource.List(ctx, metav1.ListOptions{})
		if err != nil {
			return false, err
		}
		behind = nil
		for _, item := range list.Items {
			status, _, _ := unstructured.NestedString(item.Object, "status", "sync", "status")
			revision, _, _ := unstructured.NestedString(item.Object, "status", "sync", "revision")
			// What has a second source says a revision for each, the overlay's first.
			if all, _, _ := unstructured.NestedStringSlice(item.Object, "status", "sync", "revisions"); len(all) > 0 {
				revision = all[0]
			}
			health, _, _ := unstructured.NestedString(item.Object, "status", "health", "status")
			if status != "Synced" || health != "Healthy" || revision != head {
				behind = append(behind, fmt.Sprintf("%s is %s and %s at %s", item.GetName(), status, health, revision))
			}
		}
		return len(behind) == 0, nil
	}, "not all Applications are Synced and Healthy at "+head)
	return append(against, behind...)
}

// first is the first object, by component, for which choose is true.
func (r *run) first(choose func(*unstructured.Unstructured) bool) (component string, object *unstructured.Unstructured) {
	for _, component := range slices.Sorted(maps.Keys(r.env.Objects)) {
		for _, o := range r.env.Objects[component] {
			if choose(o) {
				return component, o
			}
		}
	}
	return "", nil
}

// within waits until ready is true; else the complaint, and the last error, are against the statement.
func (r *run) within(ctx context.Context, limit time.Duration, ready func() (bool, error), complaint string) []string {
	deadline := time.Now().Add(limit)
	for {
		done, err := ready()
		if done {
			return nil
		}
		if time.Now().After(deadline) || ctx.Err() != nil {
			return []string{errors.Join(fmt.Errorf("%s within %s", complaint, limit), err, ctx.Err()).Error()}
		}
		time.Sleep(500 * time.Millisecond)
	}
}

// generations are those of all workloads. A change of the specification raises one; a change of scale by an autoscaler
// would too, but none runs here.
func (r *run) generations(ctx context.Context) (map[string]int64, error) {
	all := map[string]int64{}
	for _, kind := range []schema.GroupVersionKind{
		{Group: "apps", Version: "v1", Kind: "Deployment"}, {Group: "apps", Version: "v1", Kind: "StatefulSet"},
		{Group: "batch", Version: "v1", Kind: "CronJob"}, {Group: "argoproj.io", Version: "v1alpha1", Kind: "Rollout"},
	} {
		resource, err := r.c.Resource(kind, metav1.NamespaceAll)
		if err != nil {
			return nil, err
		}
		list, err := resource.List(ctx, metav1.ListOptions{})
		if err != nil {
			return nil, err
		}
		for _, item := range list.Items {
			all[item.GetNamespace()+"/"+item.GetName()] = item.GetGeneration()
		}
	}
	return all, nil
}

// handMade makes a Service select nothing. Where drift is healed, the change goes; where a set rolls, it is shown.
func (r *run) handMade(ctx context.Context, copied string) error {
	since := time.Now()
	component, service := r.first(func(o *unstructured.Unstructured) bool {
		return o.GetKind() == "Service" && o.GetLabels()["sutaz.ai/tier"] != ""
	})
	resource, err := r.c.Resource(service.GroupVersionKind(), service.GetNamespace())
	if err != nil {
		return err
	}
	patch := []byte(`[{"op":"replace","path":"/spec/selector/app.kubernetes.io~1name","value":"nobody"}]`)
	if _, err := resource.Patch(ctx, service.GetName(), types.JSONPatchType, patch, metav1.PatchOptions{}); err != nil {
		return err
	}
	if r.env.Settings.Phases["3"].Sync == "rolling" {
		against := r.within(ctx, changeTimeout, func() (bool, error) {
			application, err := r.get(ctx, applications, argocd.Namespace, r.env.Settings.Name+"-"+component)
			if err != nil {
				return false, err
			}
			status, _, _ := unstructured.NestedString(application.Object, "status", "sync", "status")
			return status == "OutOfSync", nil
		}, component+" is not shown OutOfSync")
		figure := fmt.Sprintf("%s after %.1f s", name(service), time.Since(since).Seconds())
		// As a person would, so that what comes next finds what is rendered.
		if err := r.c.MustApply(ctx, []*unstructured.Unstructured{service}); err != nil {
			return err
		}
		r.check("a change by hand is shown OutOfSync", figure, since, append(against, r.settled(ctx, copied)...))
		return nil
	}
	against := r.within(ctx, changeTimeout, func() (bool, error) {
		live, err := resource.Get(ctx, service.GetName(), metav1.GetOptions{})
		if err != nil {
			return false, err
		}
		selected, _, _ := unstructured.NestedString(live.Object, "spec", "selector", "app.kubernetes.io/name")
		return selected != "nobody", nil
	}, name(service)+" is not healed")
	r.check("a change by hand is healed", fmt.Sprintf("%s after %.1f s", name(service), time.Since(since).Seconds()), since, against)
	return nil
}

// removalTimeout is how long the objects of a removed agent may stay.
const removalTimeout = time.Minute

// removeAgent takes an agent out of the environment that nothing needs, with a claim where there is one. Its objects must
// go, and the claim stay.
func (r *run) removeAgent(ctx context.Context, copied string, push func() error) error {
	since := time.Now()
	component, err := r.expendable(ctx, copied)
	if err != nil || component == "" {
		return err
	}
	if err := push(); err != nil {
		return err
	}
	var left []string
	against := r.within(ctx, removalTimeout, func() (bool, error) {
		left = nil
		for _, object := range r.env.Objects[component] {
			live, err := r.get(ctx, object.GroupVersionKind(), object.GetNamespace(), object.GetName())
			if err == nil && live != nil {
				left = append(left, name(object))
			} else if !apierrors.IsNotFound(err) {
				return false, err
			}
		}
		return len(left) == 0, nil
	}, component+" is still there")
	r.check("a removed agent is gone", fmt.Sprintf("%s after %.0f s", component, time.Since(since).Seconds()), since, append(against, left...))
	claims, err := r.c.Kubernetes.CoreV1().PersistentVolumeClaims(metav1.NamespaceAll).List(ctx, metav1.ListOptions{LabelSelector: "app.kubernetes.io/name=" + component})
	if err != nil {
		return err
	}
	had := slices.ContainsFunc(r.env.Objects[component], func(o *unstructured.Unstructured) bool { return o.GetKind() == "StatefulSet" })
	if had {
		against = nil
		if len(claims.Items) == 0 {
			against = []string{"the claims of " + component + " are gone"}
		}
		r.check("its claim stays", fmt.Sprintf("%d claims", len(claims.Items)), since, against)
	}
	return nil
}

// expendable takes one agent out of the copy: the first, with a claim rather than without, that the description can do
// without. Whether it can, is for sutaz to say.
func (r *run) expendable(ctx context.Context, copied string) (string, error) {
	file := filepath.Join(copied, "environments", r.env.Settings.Name, "environment.cue")
	text, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	for _, kind := range []string{"StatefulSet", "Deployment"} {
		for _, component := range slices.Sorted(maps.Keys(r.env.Objects)) {
			if !slices.ContainsFunc(r.env.Objects[component], func(o *unstructured.Unstructured) bool { return runsAgent(o, kind) }) {
				continue
			}
			without := fmt.Appendf(slices.Clone(text), "\nenvironment: select: except: %q: \"taken out by a test\"\n", component)
			if err := os.WriteFile(file, without, 0o644); err != nil {
				return "", err
			}
			if exec.CommandContext(ctx, r.Programs.Sutaz, "-C", copied, "agent", "list").Run() == nil {
				return component, nil
			}
		}
	}
	return "", os.WriteFile(file, text, 0o644)
}
