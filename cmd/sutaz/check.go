package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/fatih/color"
	"github.com/spf13/cobra"

	"github.com/sutazai/sutaz/generators"
	"github.com/sutazai/sutaz/generators/kustomize"
	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/tree"
	"github.com/sutazai/sutaz/policies"
	"github.com/sutazai/sutaz/policies/report"
)

func newCheck(a *app) *cobra.Command {
	f := &ruleFlags{}
	command := &cobra.Command{
		Use:   "check",
		Short: "The gate: rendered/ is current, builds to what was generated, and breaks no rule",
		Long: `Check that rendered/ is what environments/ says (drift), that every overlay builds with kustomize to exactly the
objects that were generated (the law), and that those objects break no rule (policy).`,
		Example: "  sutaz check\n  sutaz check --env production",
		RunE:    func(command *cobra.Command, _ []string) error { return a.runCheck(command.Context(), f) },
	}
	command.Flags().StringSliceVar(&f.schemas, "schemas", nil, "file or directory with CustomResourceDefinitions; repeatable")
	return command
}

// difference is one file of rendered/ that is not what the description says.
type difference struct {
	File  string `json:"file"`
	State string `json:"state"`
	// Diff is for people: unified, and cut.
	Diff string `json:"diff,omitempty"`
}

// breach is one overlay that does not build to what was generated.
type breach struct {
	Overlay string `json:"overlay"`
	Message string `json:"message"`
}

// verdicts is the result of check.
type verdicts struct {
	Drift    []difference `json:"drift"`
	Law      []breach     `json:"law"`
	Overlays int          `json:"overlays"`
	Objects  int          `json:"objects"`
	// Policy is what policy check writes as JSON.
	Policy json.RawMessage `json:"policy"`
	// policy is that as text.
	policy string
}

func (a *app) runCheck(ctx context.Context, f *ruleFlags) error {
	engine, err := policies.New(nil, policies.Builtin())
	if err != nil {
		return err
	}
	m, err := a.render()
	if err != nil {
		return err
	}
	v := verdicts{Law: []breach{}}
	if v.Drift, err = a.drift(m); err != nil {
		return err
	}
	type item struct {
		environment string
		component   object.Component
	}
	var items []item
	for i, environment := range m.components {
		for _, component := range environment.Components {
			if a.wants(environment.Name) && a.wantsComponent(component.Name) {
				items = append(items, item{environment.Name, component})
				v.Objects += len(m.inventories[i][component.Name])
			}
		}
	}
	v.Overlays = len(items)
	broken := make([]error, len(items))
	builder := kustomize.NewBuilder(m.files)
	_ = generators.Parallel(len(items), func(i int) error {
		broken[i] = builder.Law(items[i].environment, items[i].component)
		return nil // All breaches are wanted, not the first.
	})
	a.stage("law proven")
	for i, err := range broken {
		if err != nil {
			v.Law = append(v.Law, breach{"rendered/" + kustomize.OverlayDir(items[i].environment, items[i].component.Name), err.Error()})
		}
	}
	target, err := newCluster(ctx, f)
	if err != nil {
		return err
	}
	found, err := a.judge(ctx, engine, m, target)
	if err != nil {
		return err
	}
	var text, document bytes.Buffer
	options := report.Options{Colour: !color.NoColor, FailOn: policies.Low, Version: programVersion()}
	if err := errors.Join(report.Text(&text, found, options), report.JSON(&document, found, options)); err != nil {
		return err
	}
	summary := report.Summary(found) + "\n"
	v.policy, v.Policy = strings.TrimSuffix(text.String(), summary)+"policy: "+summary, document.Bytes()
	if err := a.emit(v, v.text); err != nil {
		return err
	}
	if len(v.Drift)+len(v.Law) > 0 || found.Fails(policies.Low) {
		return errFindings
	}
	return nil
}

func (v verdicts) text(s *stream) {
	printDrift(s, v.Drift)
	if len(v.Drift) == 0 {
		s.printf("drift: none\n")
	}
	for _, b := range v.Law {
		s.printf("law: %s: %s\n", b.Overlay, b.Message)
	}
	if len(v.Law) == 0 {
		s.printf("law: %s build to their %s\n", plural(v.Overlays, "overlay"), plural(v.Objects, "object"))
	}
	s.printf("%s", v.policy)
}

// runDrift shows what rendering would change.
func (a *app) runDrift() error {
	m, err := a.render()
	if err != nil {
		return err
	}
	drift, err := a.drift(m)
	if err != nil {
		return err
	}
	if err := a.emit(drift, func(s *stream) {
		printDrift(s, drift)
		if len(drift) == 0 {
			s.printf("rendered/ is current\n")
		}
	}); err != nil {
		return err
	}
	if len(drift) > 0 {
		return errFindings
	}
	return nil
}

// diffLines is how much of a difference is shown for one file.
const diffLines = 12

var states = map[tree.Kind]string{tree.Added: "missing", tree.Changed: "changed", tree.Removed: "orphaned"}

// drift compares rendered/ with what the description says, within what --env and --component name.
func (a *app) drift(m *model) ([]difference, error) {
	drift := []difference{}
	rendered, err := openRendered(m.root)
	if err != nil {
		return nil, err
	}
	if rendered == nil {
		return append(drift, difference{File: "rendered", State: "missing"}), nil
	}
	defer rendered.Close()
	changes, err := tree.Compare(rendered, m.files)
	if err != nil {
		return nil, err
	}
	a.stage("rendered/ compared")
	for _, change := range changes {
		p := placeOf(change.Path)
		if !a.wantsComponent(p.component) || p.environment != "" && !a.wants(p.environment) {
			continue
		}
		d := difference{File: "rendered/" + change.Path, State: states[change.Kind]}
		if change.Kind == tree.Changed {
			d.Diff = change.Diff(diffLines)
		}
		drift = append(drift, d)
	}
	return drift, nil
}

func printDrift(s *stream, drift []difference) {
	for _, d := range drift {
		s.printf("%s: %s\n%s", d.State, d.File, d.Diff)
	}
	if len(drift) > 0 {
		s.printf("%s not what environments/ says; to mend it, run: make render\n", count(len(drift)))
	}
}

func count(files int) string {
	if files == 1 {
		return "1 file is"
	}
	return fmt.Sprintf("%d files are", files)
}
