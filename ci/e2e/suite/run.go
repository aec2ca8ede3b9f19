// Package suite proves statements about an environment on a real control plane. Each file is one suite.
package suite

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/sutazai/sutaz/ci/e2e/apiserver"
	"github.com/sutazai/sutaz/ci/e2e/argocd"
	"github.com/sutazai/sutaz/ci/e2e/build"
	"github.com/sutazai/sutaz/ci/e2e/cluster"
	"github.com/sutazai/sutaz/ci/e2e/controllermanager"
	"github.com/sutazai/sutaz/ci/e2e/etcd"
	"github.com/sutazai/sutaz/ci/e2e/kwok"
	"github.com/sutazai/sutaz/ci/e2e/model"
	"github.com/sutazai/sutaz/ci/e2e/modules"
	"github.com/sutazai/sutaz/ci/e2e/process"
	"github.com/sutazai/sutaz/ci/e2e/redis"
	"github.com/sutazai/sutaz/ci/e2e/report"
	"github.com/sutazai/sutaz/ci/e2e/scheduler"
	"github.com/sutazai/sutaz/ci/e2e/standin"
)

// Config is what all environments of a run share.
type Config struct {
	// Here is the directory of this module, Root that of the repository, and Dir is for files of the run.
	Here, Root, Dir string
	// CRDs is a directory with definitions that no Go module has, or empty.
	CRDs     string
	Programs *build.Programs
	// Suites are the names of those that are wanted.
	Suites map[string]bool
	// Log receives progress.
	Log io.Writer
}

// Names are all suites, in the order in which they run.
var Names = []string{"valid", "delivered", "placed", "enforced", "scales", "survives", "changed"}

// run is one environment under test.
type run struct {
	Config
	env    *model.Environment
	dir    string
	group  *process.Group
	api    *apiserver.Server
	c      *cluster.Cluster
	checks []report.Check
	suite  string
	// unknown are the rendered kinds of which only the name is known here.
	unknown []string
	// publishers are the addresses of stand-ins for those who publish operators, by their own.
	publishers map[string]string
}

// Environment runs the suites on one environment: valid on a control plane of its own, since what it applies must not
// be there when Argo CD comes; the others, which build on each other, on a second one. The usage is that of all servers.
func Environment(ctx context.Context, config Config, name string) ([]report.Check, []process.Usage, error) {
	env, err := model.Load(ctx, config.Programs.Sutaz, config.Root, name)
	if err != nil {
		return nil, nil, err
	}
	r := &run{Config: config, env: env}
	var usage []process.Usage
	plane := func(part string, f func(context.Context) error) error {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		r.dir = filepath.Join(config.Dir, name, part)
		if err := os.MkdirAll(r.dir, 0o755); err != nil {
			return err
		}
		r.group = process.NewGroup(r.dir)
		defer func() {
			r.group.Stop()
			usage = append(usage, r.group.Usage()...)
		}()
		if err := r.controlPlane(ctx); err != nil {
			return err
		}
		return f(ctx)
	}
	if config.Suites["valid"] {
		err = plane("valid", r.valid)
	}
	if err == nil && slices.ContainsFunc(Names[1:], func(name string) bool { return config.Suites[name] }) {
		err = plane("delivered", r.afterDelivery)
	}
	if err != nil {
		r.checks = append(r.checks, report.Check{Environment: name, Suite: r.suite, Name: "runs", Status: report.Failed, Details: []string{err.Error()}})
	}
	return r.checks, usage, nil
}

// afterDelivery delivers the environment, and runs the suites that look at what was delivered.
func (r *run) afterDelivery(ctx context.Context) error {
	if err := r.argoCD(ctx); err != nil {
		return err
	}
	if err := r.delivered(ctx); err != nil {
		return err
	}
	for _, s := range []struct {
		name string
		run  func(context.Context) error
	}{{"placed", r.placed}, {"enforced", r.enforced}, {"scales", r.scales}, {"survives", r.survives}, {"changed", r.changed}} {
		if r.Suites[s.name] {
			if err := s.run(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// objects are all that is rendered for the environment, by component.
func (r *run) objects() []*unstructured.Unstructured {
	var all []*unstructured.Unstructured
	for _, component := range slices.Sorted(maps.Keys(r.env.Objects)) {
		all = append(all, r.env.Objects[component]...)
	}
	return all
}

// say reports progress.
func (r *run) say(format string, args ...any) {
	_, _ = fmt.Fprintf(r.Log, "%s %s: %s: %s\n", time.Now().Format(time.TimeOnly), r.env.Settings.Name, r.suite, fmt.Sprintf(format, args...))
}

// check notes whether a statement holds: it does when nothing is listed against it.
func (r *run) check(name, figure string, since time.Time, against []string) {
	status := report.Passed
	if len(against) > 0 {
		status = report.Failed
	}
	r.add(report.Check{Name: name, Status: status, Figure: figure, Took: time.Since(since), Details: against})
}

func (r *run) add(c report.Check) {
	c.Environment, c.Suite = r.env.Settings.Name, r.suite
	r.checks = append(r.checks, c)
	r.say("%s: %s (%s)", c.Name, c.Status, c.Figure)
}

// controlPlane starts Kubernetes, with the machines, storage and definitions that stand in, and nodes that are Ready.
func (r *run) controlPlane(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Minute)
	defer cancel()
	r.suite = "start"
	since := time.Now()
	store, err := etcd.Start(ctx, r.group, r.Programs.ControlPlane, r.dir)
	if err != nil {
		return err
	}
	if r.api, err = apiserver.Start(ctx, r.group, r.Programs.ControlPlane, r.dir, store); err != nil {
		return err
	}
	if err := errors.Join(controllermanager.Start(r.group, r.Programs.ControlPlane, r.api), scheduler.Start(r.group, r.Programs.ControlPlane, r.api)); err != nil {
		return err
	}
	if r.c, err = cluster.Connect(r.api.Kubeconfigs[apiserver.Admin]); err != nil {
		return err
	}
	if r.unknown, err = standin.Apply(ctx, r.c, r.Here, r.CRDs, r.env.Settings, r.objects()); err != nil {
		return err
	}
	dir, err := modules.Dir(ctx, r.Here, "sigs.k8s.io/kwok")
	if err != nil {
		return err
	}
	stages, err := standin.Stages(r.objects())
	if err != nil {
		return err
	}
	if err := kwok.Start(ctx, r.group, r.Programs.Kwok, dir, r.api, r.c, stages); err != nil {
		return err
	}
	r.say("Kubernetes %s with its nodes Ready after %.1f s", build.Kubernetes, time.Since(since).Seconds())
	return nil
}

// argoCD starts Argo CD, with nothing to deliver yet.
func (r *run) argoCD(ctx context.Context) error {
	r.suite = "start"
	since := time.Now()
	// The servers outlive the time that their start may take.
	cache, err := redis.Start(ctx)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	module, err := modules.Dir(ctx, r.Here, "github.com/argoproj/argo-cd/v3")
	if err != nil {
		return err
	}
	if err := argocd.Install(ctx, r.c, module); err != nil {
		return err
	}
	err = argocd.Start(ctx, r.group, argocd.Config{
		Program: r.Programs.ArgoCD, Path: r.Programs.Dir, Module: module,
		Kubeconfig: r.api.Kubeconfigs[apiserver.Admin], Redis: cache, Dir: r.dir,
	})
	if err != nil {
		return err
	}
	r.say("Argo CD %s after %.1f s", build.ArgoCD, time.Since(since).Seconds())
	return nil
}
