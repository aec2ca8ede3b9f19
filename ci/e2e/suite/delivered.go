package suite

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"

	"github.com/sutazai/sutaz/ci/e2e/argocd"
	"github.com/sutazai/sutaz/ci/e2e/gitserver"
	"github.com/sutazai/sutaz/ci/e2e/model"
	"github.com/sutazai/sutaz/ci/e2e/modules"
	"github.com/sutazai/sutaz/ci/e2e/publisher"
	"github.com/sutazai/sutaz/ci/e2e/standin"
)

// repository is the bare repository that Argo CD pulls.
const repository = "platform.git"

// deliveryTimeout is how long Argo CD may take until all is Healthy.
const deliveryTimeout = 20 * time.Minute

var (
	applications = schema.GroupVersionKind{Group: "argoproj.io", Version: "v1alpha1", Kind: "Application"}
)

// delivered lets Argo CD deliver the environment from a local Git server: only the root Application is applied by hand.
func (r *run) delivered(ctx context.Context) error {
	r.suite = "delivered"
	since := time.Now()
	served := filepath.Join(r.dir, "git")
	address, err := gitserver.Start(ctx, served)
	if err != nil {
		return err
	}
	url := address + "/" + repository
	copied := filepath.Join(r.dir, "checkout")
	if err := copyDescription(ctx, r.Root, copied); err != nil {
		return err
	}
	other, err := r.retarget(ctx, copied, url)
	if err != nil {
		return err
	}
	r.check("only repository lines differ", "rendered for the local server", since, other)
	upstreams, err := r.upstreams(copied)
	if err != nil {
		return err
	}
	if r.publishers, err = publisher.Publish(ctx, upstreams, served, address); err != nil {
		return err
	}
	if err := r.repoint(copied); err != nil {
		return err
	}
	if err := publish(ctx, copied, filepath.Join(served, repository), r.env.Settings.ArgoCD.Revision); err != nil {
		return err
	}
	// Rollouts and autoscalers have no controller here; what they would run stands in as soon as its namespace is there.
	standins := make(chan error, 1)
	background, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() { standins <- r.standIn(background) }()

	since = time.Now()
	for _, name := range []string{"project-" + r.env.Settings.Name + "-delivery.yaml", "root.yaml"} {
		objects, err := modules.Objects(filepath.Join(copied, "rendered/argocd", r.env.Settings.Name, name))
		if err != nil {
			return err
		}
		if err := r.c.MustApply(ctx, objects); err != nil {
			return err
		}
	}
	seen, err := r.follow(ctx, since)
	if err != nil {
		return err
	}
	r.check("all Applications Synced and Healthy", fmt.Sprintf("%d of %d Applications in %.0f s", seen.healthy(), len(r.env.Applications), time.Since(since).Seconds()), since, seen.unhealthy(r.env.Applications))
	r.check("phases come up in order", seen.phases(r.env.Applications), since, seen.disorder(r.env))
	since = time.Now()
	drift, err := r.refresh(ctx)
	if err != nil {
		return err
	}
	r.check("no difference comes back", "3 refreshes", since, drift)
	if err := r.secondSources(ctx, upstreams); err != nil {
		return err
	}
	cancel()
	if err := <-standins; err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

// copyDescription copies what Git tracks, and what it would.
func copyDescription(ctx context.Context, root, target string) error {
	list := exec.CommandContext(ctx, "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	list.Dir = root
	out, err := list.Output()
	if err != nil {
		return fmt.Errorf("git ls-files: %w", err)
	}
	for file := range strings.SplitSeq(strings.TrimSuffix(string(out), "\x00"), "\x00") {
		top, _, _ := strings.Cut(file, "/")
		if top != "rendered" && top != "environments" && top != "cue.mod" {
			continue
		}
		data, err := os.ReadFile(filepath.Join(root, file))
		if errors.Is(err, fs.ErrNotExist) {
			continue // Deleted, and not committed yet.
		}
		if err != nil {
			return err
		}
		name := filepath.Join(target, file)
		if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o755), os.WriteFile(name, data, 0o644)); err != nil {
			return err
		}
	}
	return nil
}

// retarget renders the copy for the local server, and lists lines that differ from the committed tree and do not hold
// the address.
func (r *run) retarget(ctx context.Context, copied, url string) ([]string, error) {
	before := r.env.Settings.ArgoCD.Repository
	replaced := 0
	err := filepath.WalkDir(filepath.Join(copied, "environments"), func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		if err != nil || !bytes.Contains(data, []byte(strconv.Quote(before))) {
			return err
		}
		replaced++
		return os.WriteFile(name, bytes.ReplaceAll(data, []byte(strconv.Quote(before)), []byte(strconv.Quote(url))), 0o644)
	})
	if err != nil {
		return nil, err
	}
	if replaced == 0 {
		return nil, fmt.Errorf("no file under environments/ names the repository %s", before)
	}
	if err := r.render(ctx, copied); err != nil {
		return nil, err
	}
	var other []string
	seen := map[string]bool{}
	for _, side := range []string{r.Root, copied} {
		err := filepath.WalkDir(filepath.Join(side, "rendered"), func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			rel, err := filepath.Rel(side, name)
			if err != nil || seen[rel] {
				return err
			}
			seen[rel] = true
			ours, errOurs := os.ReadFile(filepath.Join(r.Root, rel))
			theirs, errTheirs := os.ReadFile(filepath.Join(copied, rel))
			if err := errors.Join(errOurs, errTheirs); err != nil {
				other = append(other, rel+" is only on one side")
			} else if !bytes.Equal(bytes.ReplaceAll(ours, []byte(before), []byte(url)), theirs) {
				other = append(other, rel)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return other, nil
}

// render runs sutaz in a directory.
func (r *run) render(ctx context.Context, dir string) error {
	out, err := exec.CommandContext(ctx, r.Programs.Sutaz, "-C", dir, "render", "--no-cache", "--allow-removals").CombinedOutput()
	if err != nil {
		return fmt.Errorf("sutaz render: %w\n%s", err, out)
	}
	return nil
}

// publish commits everything in a directory and pushes it to a bare repository, which it makes when it is not there.
func publish(ctx context.Context, dir, bare, branch string) error {
	git := func(in string, args ...string) error {
		cmd := exec.CommandContext(ctx, "git", args...)
		cmd.Dir = in
		cmd.Env = append(os.Environ(), "GIT_AUTHOR_NAME=e2e", "GIT_AUTHOR_EMAIL=e2e@localhost", "GIT_COMMITTER_NAME=e2e", "GIT_COMMITTER_EMAIL=e2e@localhost",
			"GIT_CONFIG_COUNT=1", "GIT_CONFIG_KEY_0=safe.directory", "GIT_CONFIG_VALUE_0=*")
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("git %s: %w\n%s", args[0], err, out)
		}
		return nil
	}
	if _, err := os.Stat(bare); errors.Is(err, fs.ErrNotExist) {
		if err := errors.Join(
			git(".", "init", "--quiet", "--bare", "--initial-branch="+branch, bare),
			git(dir, "init", "--quiet", "--initial-branch="+branch),
			git(dir, "remote", "add", "origin", bare),
		); err != nil {
			return err
		}
	}
	if err := git(dir, "add", "--all"); err != nil {
		return err
	}
	if err := git(dir, "commit", "--quiet", "--allow-empty", "--message=change"); err != nil {
		return err
	}
	return git(dir, "push", "--quiet", "origin", branch)
}

// standIn does what controllers that do not run would: Rollouts get their pods, and workloads that an autoscaler scales
// their minimum. It ends with ctx.
func (r *run) standIn(ctx context.Context) error {
	objects := r.objects()
	workloads := standin.Workloads(objects)
	minimums := standin.Minimums(objects)
	tick := time.NewTicker(2 * time.Second)
	defer tick.Stop()
	for {
		workloads = slices.DeleteFunc(workloads, func(w *unstructured.Unstructured) bool {
			// Only after the object itself, whose service account the pods need, and which owns them, as it owns what its
			// controller makes. What nobody owns is an orphan to Argo CD: each of its changes would make it compare every
			// Application of the namespace again, and it would see what it has synced much later than in a real cluster.
			kind, name := standin.Owner(w)
			owner, err := r.get(ctx, kind, w.GetNamespace(), name)
			if err != nil {
				return false
			}
			w.SetOwnerReferences([]metav1.OwnerReference{*metav1.NewControllerRef(owner, kind)})
			return r.c.Apply(ctx, w).Err == nil
		})
		for target, replicas := range minimums {
			if target.Kind == "Rollout" {
				delete(minimums, target)
				continue
			}
			if r.scale(ctx, target, replicas) == nil {
				delete(minimums, target)
			}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}

// scale sets the number of replicas as an autoscaler does.
func (r *run) scale(ctx context.Context, target standin.Target, replicas int64) error {
	resource, err := r.c.Resource(schema.GroupVersionKind{Group: "apps", Version: "v1", Kind: target.Kind}, target.Namespace)
	if err != nil {
		return err
	}
	patch := fmt.Appendf(nil, `{"spec":{"replicas":%d}}`, replicas)
	_, err = resource.Patch(ctx, target.Name, types.MergePatchType, patch, metav1.PatchOptions{FieldManager: "autoscaler"}, "scale")
	return err
}

func (r *run) get(ctx context.Context, kind schema.GroupVersionKind, namespace, name string) (*unstructured.Unstructured, error) {
	resource, err := r.c.Resource(kind, namespace)
	if err != nil {
		return nil, err
	}
	return resource.Get(ctx, name, metav1.GetOptions{})
}

// state is what Argo CD says of one Application.
type state struct {
	synced, healthy bool
	message         string
	// created and ready are when it was first seen, and first seen Synced and Healthy.
	created, ready time.Duration
}

// timeline are the states of Applications by name.
type timeline map[string]*state

// follow watches Applications until all are Synced and Healthy, or time is up.
func (r *run) follow(ctx context.Context, since time.Time) (timeline, error) {
	resource, err := r.c.Resource(applications, argocd.Namespace)
	if err != nil {
		return nil, err
	}
	seen := timeline{}
	deadline := time.Now().Add(deliveryTimeout)
	said := time.Now()
	for {
		list, err := resource.List(ctx, metav1.ListOptions{})
		if err != nil {
			return nil, err
		}
		at := time.Since(since) // Of all in the list: what is seen at once is no disorder.
		for i := range list.Items {
			seen.note(&list.Items[i], at)
		}
		if seen.healthy() == len(r.env.Applications) || time.Now().After(deadline) {
			return seen, nil
		}
		if time.Since(said) > 15*time.Second {
			said = time.Now()
			r.say("%d Applications, %d of %d Synced and Healthy", len(seen), seen.healthy(), len(r.env.Applications))
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(500 * time.Millisecond):
		}
	}
}

func (t timeline) note(application *unstructured.Unstructured, at time.Duration) {
	if application.GetLabels()["sutaz.ai/component"] == "" {
		return // The root.
	}
	s := t[application.GetName()]
	if s == nil {
		s = &state{created: at}
		t[application.GetName()] = s
	}
	synced, _, _ := unstructured.NestedString(application.Object, "status", "sync", "status")
	healthy, _, _ := unstructured.NestedString(application.Object, "status", "health", "status")
	s.synced, s.healthy = synced == "Synced", healthy == "Healthy"
	phase, _, _ := unstructured.NestedString(application.Object, "status", "operationState", "phase")
	operation, _, _ := unstructured.NestedString(application.Object, "status", "operationState", "message")
	s.message = fmt.Sprintf("%s, %s; last operation %s: %s", synced, healthy, phase, operation)
	conditions, _, _ := unstructured.NestedSlice(application.Object, "status", "conditions")
	for _, condition := range conditions {
		if c, ok := condition.(map[string]any); ok {
			s.message += fmt.Sprintf("; %v: %v", c["type"], c["message"])
		}
	}
	resources, _, _ := unstructured.NestedSlice(application.Object, "status", "resources")
	for _, item := range resources {
		if o, ok := item.(map[string]any); ok {
			health, _ := o["health"].(map[string]any)
			if o["status"] != "Synced" || health != nil && health["status"] != "Healthy" {
				s.message += fmt.Sprintf("; %v/%v is %v, %v", o["kind"], o["name"], o["status"], health)
			}
		}
	}
	if s.synced && s.healthy && s.ready == 0 {
		s.ready = at
	}
}

// healthy counts the Applications that are Synced and Healthy now.
func (t timeline) healthy() int {
	n := 0
	for _, s := range t {
		if s.synced && s.healthy {
			n++
		}
	}
	return n
}

// unhealthy lists Applications that are not there, not Synced or not Healthy, and those that should not be there.
func (t timeline) unhealthy(want []model.Application) []string {
	var lines []string
	wanted := map[string]bool{}
	for _, a := range want {
		wanted[a.Name] = true
		switch s := t[a.Name]; {
		case s == nil:
			lines = append(lines, a.Name+": was never made")
		case !s.synced || !s.healthy:
			lines = append(lines, a.Name+": "+s.message)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(t)) {
		if !wanted[name] {
			lines = append(lines, name+": nobody wants it")
		}
	}
	return lines
}

// phases says when each phase began and was up.
func (t timeline) phases(want []model.Application) string {
	var parts []string
	for _, phase := range []string{"1", "2", "3", "4"} {
		if begun, up, n := t.span(want, func(a model.Application) bool { return a.Phase == phase }); n > 0 {
			parts = append(parts, fmt.Sprintf("%s: %.0f-%.0f s", phase, begun.Seconds(), up.Seconds()))
		}
	}
	return strings.Join(parts, ", ")
}

// span is when the first of the chosen Applications was made and the last was ready.
func (t timeline) span(want []model.Application, choose func(model.Application) bool) (begun, up time.Duration, n int) {
	for _, a := range want {
		s := t[a.Name]
		if s == nil || !choose(a) {
			continue
		}
		if n == 0 || s.created < begun {
			begun = s.created
		}
		up = max(up, s.ready)
		n++
	}
	return begun, up, n
}

// disorder lists phases that began before the one before them was up, and steps of a rolling phase that did.
func (t timeline) disorder(env *model.Environment) []string {
	var lines []string
	var last time.Duration
	for _, phase := range []string{"1", "2", "3", "4"} {
		begun, up, n := t.span(env.Applications, func(a model.Application) bool { return a.Phase == phase })
		if n == 0 {
			continue
		}
		if begun < last {
			lines = append(lines, fmt.Sprintf("phase %s began after %.1f s, and the one before it was up after %.1f s", phase, begun.Seconds(), last.Seconds()))
		}
		last = up
		if env.Settings.Phases[phase].Sync == "rolling" {
			lines = append(lines, t.stepsOutOfOrder(env.Applications, phase)...)
		}
	}
	return lines
}

func (t timeline) stepsOutOfOrder(want []model.Application, phase string) []string {
	steps := map[int]time.Duration{}
	first := map[int]time.Duration{}
	for _, a := range want {
		step, err := strconv.Atoi(a.Step)
		if s := t[a.Name]; err == nil && s != nil && a.Phase == phase {
			steps[step] = max(steps[step], s.ready)
			if begun, known := first[step]; !known || s.ready < begun {
				first[step] = s.ready
			}
		}
	}
	var lines []string
	for _, step := range slices.Sorted(maps.Keys(steps)) {
		if before, known := steps[step-1]; known && first[step] < before {
			lines = append(lines, fmt.Sprintf("step %d was first ready after %.1f s, and step %d ended after %.1f s", step, first[step].Seconds(), step-1, before.Seconds()))
		}
	}
	return lines
}

// refreshes is how often Argo CD is asked to look again.
const refreshes = 3

// refresh asks Argo CD to compare everything again, without its cache, and lists what is not Synced then.
func (r *run) refresh(ctx context.Context) ([]string, error) {
	resource, err := r.c.Resource(applications, argocd.Namespace)
	if err != nil {
		return nil, err
	}
	var lines []string
	for i := range refreshes {
		for _, a := range r.env.Applications {
			patch := []byte(`{"metadata":{"annotations":{"argocd.argoproj.io/refresh":"hard"}}}`)
			if _, err := resource.Patch(ctx, a.Name, types.MergePatchType, patch, metav1.PatchOptions{}); err != nil {
				return nil, err
			}
		}
		err := r.group.Until(ctx, "refresh", func(ctx context.Context) error {
			list, err := resource.List(ctx, metav1.ListOptions{})
			if err != nil {
				return err
			}
			for _, item := range list.Items {
				if item.GetAnnotations()["argocd.argoproj.io/refresh"] != "" {
					return fmt.Errorf("%s is not refreshed yet", item.GetName())
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		list, err := resource.List(ctx, metav1.ListOptions{})
		if err != nil {
			return nil, err
		}
		seen := timeline{}
		for j := range list.Items {
			seen.note(&list.Items[j], 0)
		}
		for _, line := range seen.unhealthy(r.env.Applications) {
			lines = append(lines, fmt.Sprintf("refresh %d: %s", i+1, line))
		}
	}
	return lines, nil
}
