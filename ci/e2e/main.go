// Command e2e shows that what this repository renders is accepted, delivered and scheduled: it starts a real Kubernetes
// control plane and real Argo CD controllers on the loopback, lets Argo CD pull the rendered tree, and reports.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/sutazai/sutaz/ci/e2e/build"
	"github.com/sutazai/sutaz/ci/e2e/model"
	"github.com/sutazai/sutaz/ci/e2e/process"
	"github.com/sutazai/sutaz/ci/e2e/report"
	"github.com/sutazai/sutaz/ci/e2e/suite"
)

func main() {
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	failed, err := run(ctx, os.Args[1:])
	cancel()
	if err != nil {
		fmt.Fprintln(os.Stderr, "e2e:", err)
		os.Exit(3)
	}
	if failed {
		os.Exit(1)
	}
}

// run parses arguments, runs the suites, and says whether a check failed.
func run(ctx context.Context, args []string) (failed bool, err error) {
	flags := flag.NewFlagSet("e2e", flag.ContinueOnError)
	environments := flags.String("env", "", "environments, with commas between them (default: all)")
	suites := flags.String("suite", strings.Join(suite.Names, ","), "suites, with commas between them")
	out := flags.String("out", "", "directory for report.json, report.xml and, on failure, logs (default: a new one)")
	crds := flags.String("crds", "", "directory with definitions of custom resources that no Go module has, as make crds fetches them")
	only := flags.Bool("build", false, "only build the programs that a run needs")
	if err := flags.Parse(args); err != nil {
		return false, err
	}
	wanted := map[string]bool{}
	for name := range strings.SplitSeq(*suites, ",") {
		if !slices.Contains(suite.Names, name) {
			return false, fmt.Errorf("no suite %q; there are %s", name, strings.Join(suite.Names, ", "))
		}
		wanted[name] = true
	}
	here, root, err := directories(ctx)
	if err != nil {
		return false, err
	}
	began := time.Now()
	programs, err := build.All(ctx, here, root, os.Stderr)
	if err != nil {
		return false, err
	}
	if *only {
		return false, nil
	}
	if *out == "" {
		if *out, err = os.MkdirTemp("", "sutaz-e2e-"); err != nil {
			return false, err
		}
	}
	names := strings.Split(*environments, ",")
	if *environments == "" {
		if names, err = model.Names(ctx, programs.Sutaz, root); err != nil {
			return false, err
		}
	}
	r := &report.Report{Facts: map[string]string{"kubernetes": build.Kubernetes, "argocd": build.ArgoCD}}
	config := suite.Config{Here: here, Root: root, Dir: *out, CRDs: *crds, Programs: programs, Suites: wanted, Log: os.Stderr}
	var peak int64
	for _, name := range names {
		checks, usage, err := suite.Environment(ctx, config, name)
		if err != nil {
			return false, err
		}
		r.Checks = append(r.Checks, checks...)
		peak = max(peak, sum(usage))
	}
	r.Facts["seconds"] = fmt.Sprintf("%.0f", time.Since(began).Seconds())
	r.Facts["peakMemoryOfServers"] = fmt.Sprintf("%d MiB", peak>>20)
	return r.Failed(), finish(r, *out)
}

// sum adds the peaks of the servers of one environment; not all were there at once, so it is an upper bound.
func sum(usage []process.Usage) int64 {
	var total int64
	for _, u := range usage {
		total += u.PeakBytes
	}
	return total
}

// finish writes the reports and prints the table.
func finish(r *report.Report, dir string) error {
	for name, write := range map[string]func(*os.File) error{
		"report.json": func(f *os.File) error { return r.JSON(f) },
		"report.xml":  func(f *os.File) error { return r.JUnit(f) },
	} {
		f, err := os.Create(filepath.Join(dir, name))
		if err != nil {
			return err
		}
		if err := errors.Join(write(f), f.Close()); err != nil {
			return err
		}
	}
	if err := r.Table(os.Stdout); err != nil {
		return err
	}
	fmt.Printf("\nKubernetes %s, Argo CD %s; %s s; servers took at most %s\n%s\n", r.Facts["kubernetes"], r.Facts["argocd"], r.Facts["seconds"], r.Facts["peakMemoryOfServers"], dir)
	return nil
}

// directories are that of this module and that of the repository.
func directories(ctx context.Context) (here, root string, err error) {
	out, err := exec.CommandContext(ctx, "go", "env", "GOMOD").Output()
	if err != nil {
		return "", "", err
	}
	here = filepath.Dir(strings.TrimSpace(string(out)))
	if filepath.Base(here) != "e2e" {
		return "", "", fmt.Errorf("run this in ci/e2e, not in %s; or run: make e2e", here)
	}
	return here, filepath.Dir(filepath.Dir(here)), nil
}
