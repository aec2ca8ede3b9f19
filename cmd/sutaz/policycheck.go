package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/sutazai/sutaz/generators"
	"github.com/sutazai/sutaz/generators/kustomize"
	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/policies"
)

// checkFlags say how strict a check is.
type checkFlags struct {
	*ruleFlags
	failOn   string
	complete bool
	quiet    bool
	// baseline names the file of known findings, and update says to write it.
	baseline string
	update   bool
}

func newPolicyCheck(a *app, rules *ruleFlags) *cobra.Command {
	f := &checkFlags{ruleFlags: rules}
	command := &cobra.Command{
		Use:   "check [PATH...]",
		Short: "Judge this repository, or other manifests, by the rules",
		Long: `Judge objects by the rules. Without PATH: what environments/ describes, each environment by itself. With PATH: the
manifests in files, directories, kustomizations or, for -, on standard input; together they are one environment, and
only rules that need the description are skipped.

Of a file or of standard input nobody knows whether it is all there is: what is missing is judged only with --complete.`,
		Example: `  sutaz policy check --env production
  sutaz policy check --fail-on high --format sarif=findings.sarif
  sutaz policy check deploy/
  kubectl get -o yaml all | sutaz policy check -
  sutaz policy check deploy/ --baseline known.json --update-baseline`,
		Args: cobra.ArbitraryArgs,
		RunE: func(command *cobra.Command, args []string) error {
			return a.runPolicyCheck(command.Context(), args, f)
		},
	}
	flags := command.Flags()
	flags.StringVar(&f.failOn, "fail-on", string(policies.Low), "exit 1 only for findings of this severity or worse")
	flags.StringSliceVar(&f.rules, "rule", nil, "judge by this rule alone; repeatable")
	flags.StringSliceVar(&f.groups, "group", nil, "judge by the rules of this group alone; repeatable")
	flags.StringVar(&f.version, "kubernetes-version", "", "release of Kubernetes, such as 1.36 (default: that of the environment, or the newest known)")
	flags.StringSliceVar(&f.schemas, "schemas", nil, "file or directory with CustomResourceDefinitions; repeatable")
	flags.BoolVar(&f.complete, "complete", false, "the manifests are all there are (default for directories)")
	flags.BoolVarP(&f.quiet, "quiet", "q", false, "print only findings that count, and nothing when there are none")
	flags.StringVar(&f.baseline, "baseline", "", "findings in this file are known and do not count")
	flags.BoolVar(&f.update, "update-baseline", false, "write what is found to --baseline")
	return command
}

func (a *app) runPolicyCheck(ctx context.Context, paths []string, f *checkFlags) error {
	if !slices.Contains(policies.Severities, policies.Severity(f.failOn)) {
		return usageError{fmt.Errorf("--fail-on %s: want low, medium, high or critical", f.failOn)}
	}
	if f.update && f.baseline == "" {
		return usageError{errors.New("--update-baseline needs --baseline FILE")}
	}
	var found policies.Report
	var err error
	if len(paths) == 0 {
		found, err = a.judgeRepository(ctx, f)
	} else {
		found, err = a.judgeManifests(ctx, paths, f)
	}
	if err != nil {
		return err
	}
	if f.baseline != "" {
		if err := a.applyBaseline(&found, f); err != nil {
			return err
		}
	}
	if err := a.emitReport(found, f); err != nil {
		return err
	}
	if found.Fails(policies.Severity(f.failOn)) {
		return errFindings
	}
	return nil
}

// judgeRepository judges every environment that is wanted, unless an earlier run has judged exactly this.
func (a *app) judgeRepository(ctx context.Context, f *checkFlags) (policies.Report, error) {
	dir, err := a.root()
	if err != nil {
		return policies.Report{}, err
	}
	target, err := newCluster(ctx, f.ruleFlags)
	if err != nil {
		return policies.Report{}, err
	}
	record, err := a.openRecord(dir, f.ruleFlags, target)
	if err != nil {
		return policies.Report{}, err
	}
	if report, known := record.report(); known {
		a.stage("known from an earlier run")
		return report, nil
	}
	engine, err := f.engine()
	if err != nil {
		return policies.Report{}, err
	}
	m, err := a.render()
	if err != nil {
		return policies.Report{}, err
	}
	drift, err := a.drift(m)
	if err != nil {
		return policies.Report{}, err
	}
	report, err := a.judge(ctx, engine, m, target)
	if err != nil {
		return report, err
	}
	if len(drift) > 0 {
		a.stderr.printf("rendered/ is not what environments/ says, and environments/ is judged; to mend it, run: make render\n")
		return report, nil
	}
	record.save(m.files, report)
	return report, nil
}

// judge judges what has been rendered in memory.
func (a *app) judge(ctx context.Context, engine *policies.Engine, m *model, target *cluster) (policies.Report, error) {
	builder := kustomize.NewBuilder(m.files)
	locator := kustomize.NewLocator(builder)
	memory, save := a.openMemory(engine)
	report := policies.Report{Rules: len(engine.Rules())}
	for i, environment := range m.environments {
		if !a.wants(environment.Environment.Name) {
			continue
		}
		in, err := a.input(m, i, builder, locator)
		if err != nil {
			return report, err
		}
		if in.Schemas, err = target.schemas(environment.Environment.KubernetesVersion); err != nil {
			return report, usageError{fmt.Errorf("environment.kubernetesVersion of %s: %w", in.Environment, err)}
		}
		found, err := engine.Check(ctx, in, memory)
		if err != nil {
			return report, err
		}
		found.Findings = slices.DeleteFunc(found.Findings, func(f policies.Finding) bool { return !a.wantsComponent(f.Component) })
		report.Add(found)
		a.stage(environment.Environment.Name + " judged")
	}
	save()
	return report, nil
}

// delivery is the name under which findings on Argo CD's own objects are reported.
const delivery = "argocd"

// input is one environment as rules see it.
func (a *app) input(m *model, number int, builder *kustomize.Builder, locator *kustomize.Locator) (policies.Input, error) {
	environment := m.environments[number]
	name := environment.Environment.Name
	in := policies.Input{Environment: name, Complete: true, Date: a.today(), Waivers: policies.Declared(environment.Waivers)}
	kinds := map[string]string{}
	for _, component := range m.components[number].Components {
		kinds[component.Name] = component.Kind
		for _, o := range component.Objects() {
			in.Items = append(in.Items, policies.Item{Object: o, Component: component.Name})
		}
	}
	dir := delivery + "/" + name
	objects, err := builder.Build(dir)
	if err != nil {
		return in, err
	}
	for _, o := range objects {
		in.Items = append(in.Items, policies.Item{Object: o, Component: delivery})
	}
	if in.Model, err = generators.Document(environment, m.components[number]); err != nil {
		return in, err
	}
	in.Locate = func(item int, pointer string) policies.Location {
		if item < 0 {
			return policies.Location{Source: described(environment, pointer)}
		}
		o, component := in.Items[item].Object, in.Items[item].Component
		at := dir
		if component != delivery {
			at = kustomize.OverlayDir(name, component)
		}
		file, line := locator.Find(at, o.Key(), pointer)
		if file != "" {
			file = "rendered/" + file
		}
		source := generators.Source(environment, kinds[component], component, o, pointer)
		return policies.Location{File: file, Line: line, Source: position(source.File, source.Line, source.Column)}
	}
	return in, nil
}

// described is the line of a place in the description, or of the nearest above it that is written.
func described(environment *platform.Environment, pointer string) *policies.Position {
	at := generators.Origin(environment, pointer)
	return position(at.File, at.Line, at.Column)
}

func position(file string, line, column int) *policies.Position {
	if file == "" {
		return nil
	}
	return &policies.Position{File: file, Line: line, Column: column}
}

// today is the day that rules go by.
func (a *app) today() string { return cmp.Or(a.date, a.started.UTC().Format(time.DateOnly)) }

// applyBaseline lets pass what the baseline knows, or writes it anew.
func (a *app) applyBaseline(report *policies.Report, f *checkFlags) error {
	if f.update {
		data, err := policies.NewBaseline(*report).Marshal()
		if err != nil {
			return err
		}
		if err := writeFile(f.baseline, data); err != nil {
			return usageError{fmt.Errorf("--baseline: %w", err)}
		}
	}
	data, err := os.ReadFile(f.baseline)
	if err != nil {
		return usageError{fmt.Errorf("--baseline: %w; write it with --update-baseline", err)}
	}
	baseline, err := policies.ReadBaseline(data)
	if err != nil {
		return usageError{fmt.Errorf("--baseline %s: %w", f.baseline, err)}
	}
	for _, stale := range baseline.Apply(report) {
		report.Notes = append(report.Notes, fmt.Sprintf("%s is mended: %s; write the baseline anew with --update-baseline", stale, f.baseline))
	}
	return nil
}
