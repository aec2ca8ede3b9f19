package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"sigs.k8s.io/yaml"

	"github.com/sutazai/sutaz/policies"
	"github.com/sutazai/sutaz/schema"
)

// ruleFlags say which rules a command works with.
type ruleFlags struct {
	// dirs hold rules beside those of the program, or alone.
	dirs []string
	only bool
	// rules and groups limit to those that are named.
	rules, groups []string
	// version is a release of Kubernetes, and schemas are files with definitions of custom resources.
	version string
	schemas []string
}

func newPolicy(a *app) *cobra.Command {
	command := &cobra.Command{
		Use:   "policy",
		Short: "Judge manifests by rules, and read the rules",
		Example: `  sutaz policy check                     judge every environment of this repository
  sutaz policy check deploy/ chart.yaml  judge other manifests
  sutaz policy explain pods/privileged   what a rule is about, with an example`,
	}
	flags := &ruleFlags{}
	persistent := command.PersistentFlags()
	persistent.StringSliceVar(&flags.dirs, "policies", nil, "add the rules of this directory; repeatable")
	persistent.BoolVar(&flags.only, "policies-only", false, "use the rules of --policies alone")
	command.AddCommand(newPolicyCheck(a, flags), newPolicyList(a, flags), newPolicyExplain(a, flags), newPolicyDocs(a, flags), newPolicyTest(a, flags))
	return command
}

// sources are the file systems that hold rules.
func (f *ruleFlags) sources() ([]fs.FS, error) {
	var sources []fs.FS
	if !f.only {
		sources = append(sources, policies.Builtin())
	}
	for _, dir := range f.dirs {
		root, err := os.OpenRoot(dir)
		if err != nil {
			return nil, usageError{fmt.Errorf("--policies: %w", err)}
		}
		sources = append(sources, root.FS())
	}
	if len(sources) == 0 {
		return nil, usageError{errors.New("--policies-only needs --policies DIR")}
	}
	return sources, nil
}

// engine reads the rules, and keeps those that the flags name.
func (f *ruleFlags) engine() (*policies.Engine, error) {
	sources, err := f.sources()
	if err != nil {
		return nil, err
	}
	engine, err := policies.New(func(r *policies.Rule) bool {
		return (len(f.rules) == 0 || slices.Contains(f.rules, r.ID)) && (len(f.groups) == 0 || slices.Contains(f.groups, r.Group))
	}, sources...)
	if err != nil {
		if len(f.dirs) > 0 {
			return nil, usageError{err}
		}
		return nil, err
	}
	for _, id := range f.rules {
		if engine.Rule(id) == nil {
			return nil, noRule(engine, id)
		}
	}
	for _, group := range f.groups {
		if groups := engine.Groups(); !groups[group] {
			return nil, usageError{fmt.Errorf("no group %q%s", group, schema.Suggest(group, groups))}
		}
	}
	if len(engine.Rules()) == 0 {
		return nil, usageError{errors.New("no rule is left to judge by: --rule and --group hold together")}
	}
	return engine, nil
}

func noRule(engine *policies.Engine, id string) error {
	return usageError{fmt.Errorf("no rule %q%s", id, schema.Suggest(id, engine.IDs()))}
}

func newPolicyList(a *app, flags *ruleFlags) *cobra.Command {
	command := &cobra.Command{
		Use:     "list",
		Short:   "List the rules",
		Example: "  sutaz policy list\n  sutaz policy list --group rbac --format json",
		RunE: func(*cobra.Command, []string) error {
			engine, err := flags.engine()
			if err != nil {
				return err
			}
			return a.emit(engine.Rules(), func(s *stream) {
				rows := [][]string{{"RULE", "SEVERITY", "SCOPE", "TITLE"}}
				for _, r := range engine.Rules() {
					rows = append(rows, []string{r.ID, string(r.Severity), string(r.Scope), r.Title})
				}
				s.table(rows)
			})
		},
	}
	command.Flags().StringSliceVar(&flags.groups, "group", nil, "limit to this group; repeatable")
	return command
}

// explanation is a rule with an example of what it denies and of what it lets pass.
type explanation struct {
	*policies.Rule
	Bad  *example `json:"bad"`
	Good *example `json:"good"`
}

// example is a case of a rule's test.
type example struct {
	Note     string         `json:"note"`
	Input    map[string]any `json:"input"`
	Messages []string       `json:"messages,omitempty"`
}

func newPolicyExplain(a *app, flags *ruleFlags) *cobra.Command {
	return &cobra.Command{
		Use:     "explain RULE",
		Short:   "Say what a rule is about, with an example from its own tests",
		Example: "  sutaz policy explain pods/privileged",
		Args:    cobra.ExactArgs(1),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			engine, err := flags.engine()
			if err != nil {
				return nil, cobra.ShellCompDirectiveError
			}
			return slices.Sorted(maps.Keys(engine.IDs())), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			engine, err := flags.engine()
			if err != nil {
				return err
			}
			rule := engine.Rule(args[0])
			if rule == nil {
				return noRule(engine, args[0])
			}
			e, err := explain(rule, flags)
			if err != nil {
				return err
			}
			return a.emit(e, e.text)
		},
	}
}

// explain picks the smallest example of each sort: the others differ in kind more than in what they show.
func explain(rule *policies.Rule, flags *ruleFlags) (explanation, error) {
	e := explanation{Rule: rule}
	sources, err := flags.sources()
	if err != nil {
		return e, err
	}
	tests, err := policies.NewTests(sources...)
	if err != nil {
		return e, err
	}
	cases, err := tests.Cases(context.Background(), rule.ID)
	if err != nil {
		return e, err
	}
	size := map[*example]int{}
	for _, c := range cases {
		text, err := yaml.Marshal(c.Input)
		if err != nil {
			return e, err
		}
		place := &e.Good
		found := &example{Note: c.Note, Input: c.Input}
		for _, finding := range c.Want {
			fields, _ := finding.(map[string]any)
			found.Messages = append(found.Messages, fmt.Sprint(fields["message"]))
			place = &e.Bad
		}
		if size[found] = len(text); *place == nil || size[found] < size[*place] {
			*place = found
		}
	}
	return e, nil
}

func (e explanation) text(s *stream) {
	s.printf("%s: %s\n\n%s\n\n", e.ID, e.Title, e.Description)
	s.printf("severity  %s\nscope     %s\nkinds     %s\n", e.Severity, e.Scope, strings.Join(e.Kinds, ", "))
	if len(e.Controls) > 0 {
		s.printf("controls  %s\n", strings.Join(e.Controls, ", "))
	}
	s.printf("fix       %s\n", e.Fix)
	for _, resource := range e.Resources {
		s.printf("read on   %s\n", resource)
	}
	if e.Bad != nil {
		s.printf("\nBad: %s\n%s", e.Bad.Note, indented(e.Bad.Input))
		for _, message := range e.Bad.Messages {
			s.printf("  # %s\n", message)
		}
	}
	if e.Good != nil {
		s.printf("\nGood: %s\n%s", e.Good.Note, indented(e.Good.Input))
	}
}

func indented(value any) string {
	text, err := yaml.Marshal(value)
	if err != nil {
		return err.Error() + "\n"
	}
	return "  " + strings.ReplaceAll(strings.TrimRight(string(text), "\n"), "\n", "\n  ") + "\n"
}

func newPolicyDocs(a *app, flags *ruleFlags) *cobra.Command {
	return &cobra.Command{
		Use:     "docs",
		Short:   "Print the list of rules as Markdown, as in policies/README.md",
		Example: "  sutaz policy docs > policies/README.md",
		RunE: func(*cobra.Command, []string) error {
			engine, err := flags.engine()
			if err != nil {
				return err
			}
			a.stdout.printf("%s", docs(engine.Rules()))
			return nil
		},
	}
}

// docs is one table for each group, and one of the controls that rules serve.
func docs(rules []*policies.Rule) string {
	var b strings.Builder
	fmt.Fprintf(&b, `# Rules

Written by `+"`make generate`"+` from the METADATA of the rules; do not edit. %s, each a directory: the rule, its tests, and in METADATA all
that is said of it here. `+"`sutaz policy explain RULE`"+` shows one with a bad and a good example; CONTRIBUTING says how to add one.

A rule of scope *object* sees one object, *objects* all objects of an environment, *model* also the description that they
come from. On manifests that sutaz did not write, those of scope *model* are skipped.
`, plural(len(rules), "rule"))
	group, byControl := "", map[string][]string{}
	for _, r := range rules {
		if r.Group != group {
			group = r.Group
			fmt.Fprintf(&b, "\n## %s\n\n| rule | severity | scope | what holds | controls |\n|---|---|---|---|---|\n", group)
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", link(r.ID), r.Severity, r.Scope, cell(r.Title), cell(strings.Join(r.Controls, ", ")))
		for _, control := range r.Controls {
			byControl[control] = append(byControl[control], link(r.ID))
		}
	}
	b.WriteString("\n## Controls\n\n| control | rules |\n|---|---|\n")
	for _, control := range slices.Sorted(maps.Keys(byControl)) {
		fmt.Fprintf(&b, "| %s | %s |\n", cell(control), strings.Join(byControl[control], ", "))
	}
	return b.String()
}

// link leads from policies/README.md to the directory of a rule.
func link(id string) string {
	return fmt.Sprintf("[`%s`](%s)", id, strings.ReplaceAll(id, "-", "_"))
}

func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }

func newPolicyTest(a *app, flags *ruleFlags) *cobra.Command {
	var run string
	command := &cobra.Command{
		Use:   "test",
		Short: "Run the Rego tests of the rules, with coverage",
		Long: `Run the Rego tests of the rules, and say how much of the rules they ran. Fails when a test fails, or when less than
95 % of the lines ran.`,
		Example: "  sutaz policy test\n  sutaz policy test --run pods\n  sutaz policy test --policies my/rules",
		RunE: func(*cobra.Command, []string) error {
			sources, err := flags.sources()
			if err != nil {
				return err
			}
			tests, err := policies.NewTests(sources...)
			if err != nil {
				return usageError{err}
			}
			report, err := tests.Run(context.Background(), run)
			if err != nil {
				return usageError{err}
			}
			if err := a.emit(report, func(s *stream) { testText(s, report) }); err != nil {
				return err
			}
			if report.Failed() > 0 || run == "" && report.Coverage < leastCoverage {
				return errFindings
			}
			return nil
		},
	}
	command.Flags().StringVar(&run, "run", "", "run only tests whose name matches this expression")
	return command
}

// leastCoverage is the percentage of lines of rules that tests must run.
const leastCoverage = 95

func testText(s *stream, report policies.TestReport) {
	for _, result := range report.Results {
		if !result.Passed {
			s.printf("FAIL %s: %s\n", result.Name, result.Message)
		}
	}
	s.printf("%s, %d failed; %.1f %% of the rules ran\n", plural(len(report.Results), "test"), report.Failed(), report.Coverage)
}

// writeFile writes a file as a whole, or leaves the one that is there.
func writeFile(name string, data []byte) error {
	if old, err := os.ReadFile(name); err == nil && bytes.Equal(old, data) {
		return nil
	}
	next, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+"-*")
	if err != nil {
		return err
	}
	_, err = next.Write(data)
	if err = errors.Join(err, next.Chmod(0o644), next.Close()); err == nil {
		err = os.Rename(next.Name(), name)
	}
	if err != nil {
		_ = os.Remove(next.Name())
	}
	return err
}
