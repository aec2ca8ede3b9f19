package policies

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/cover"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/tester"
	"sigs.k8s.io/yaml"

	"github.com/sutazai/sutaz/generators/object"
)

// Tests are the rules together with their Rego tests, which lie beside them as <rule>_test.rego.
type Tests struct {
	rules    []*Rule
	modules  map[string]*ast.Module
	fixtures map[string]any
}

// NewTests reads rules, tests and fixtures.
func NewTests(sources ...fs.FS) (*Tests, error) {
	l, err := read(sources, true)
	if err != nil {
		return nil, err
	}
	t := &Tests{rules: l.rules, modules: l.modules, fixtures: map[string]any{}}
	maps.Copy(t.modules, l.tests)
	for _, source := range sources {
		names, err := fs.Glob(source, "testdata/fixtures/*.yaml")
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			data, err := fs.ReadFile(source, name)
			if err != nil {
				return nil, err
			}
			var fixture map[string]any
			if err := yaml.UnmarshalStrict(data, &fixture); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			t.fixtures[strings.TrimSuffix(path.Base(name), ".yaml")] = fixture
		}
	}
	return t, nil
}

// Fixtures are the valid objects that tests begin with, by kind.
func (t *Tests) Fixtures() map[string]object.Object {
	fixtures := map[string]object.Object{}
	for kind, fixture := range t.fixtures {
		fixtures[kind] = fixture.(map[string]any)
	}
	return fixtures
}

// Case is one row of a rule's test: what goes in, and all that the rule must say.
type Case struct {
	// Rule is the id of the rule.
	Rule string
	// Note says what the case is about.
	Note string
	// Input is what the rule sees: an object, or {"objects": …}.
	Input map[string]any
	// Want are the findings; empty for a good input.
	Want []any
}

// Cases are the rows of the tests of the rules that are named, or of all, sorted by rule and note. A rule's test keeps
// them as cases[note], each with input and want.
func (t *Tests) Cases(ctx context.Context, ids ...string) ([]Case, error) {
	compiler, err := compile(t.modules)
	if err != nil {
		return nil, err
	}
	var cases []Case
	for _, rule := range t.rules {
		if rule.JudgedByGo() || len(ids) > 0 && !slices.Contains(ids, rule.ID) {
			continue
		}
		name := strings.TrimSuffix(regoName(rule), ".deny") + "_test.cases"
		results, err := rego.New(rego.Query("cases := "+name), rego.Compiler(compiler), rego.Store(inmem.NewFromObject(map[string]any{"fixtures": t.fixtures})),
			rego.SetRegoVersion(ast.RegoV1), rego.StrictBuiltinErrors(true)).Eval(ctx)
		if err != nil {
			return nil, fmt.Errorf("%s: %s", rule.ID, short(err.Error()))
		}
		for _, result := range results {
			rows, _ := result.Bindings["cases"].(map[string]any)
			for _, note := range slices.Sorted(maps.Keys(rows)) {
				row, _ := rows[note].(map[string]any)
				input, _ := row["input"].(map[string]any)
				want, isList := row["want"].([]any)
				if input == nil || !isList {
					return nil, fmt.Errorf("%s: case %q: want input, an object, and want, a set of findings", rule.ID, note)
				}
				cases = append(cases, Case{rule.ID, note, input, want})
			}
		}
	}
	return cases, nil
}

// TestResult is how one test ended.
type TestResult struct {
	// Name is the package and the test, and the case that failed.
	Name string `json:"name"`
	// Passed says whether it did.
	Passed bool `json:"passed"`
	// Message says what went wrong.
	Message string `json:"message,omitempty"`
}

// TestReport is how all tests ended, and how much of the rules they ran.
type TestReport struct {
	// Results are sorted by name.
	Results []TestResult `json:"results"`
	// Coverage is the percentage of lines that ran, in all and by file; tests and METADATA do not count.
	Coverage float64            `json:"coverage"`
	Files    map[string]float64 `json:"files"`
}

// Failed is how many tests did not pass.
func (r TestReport) Failed() int {
	failed := 0
	for _, result := range r.Results {
		if !result.Passed {
			failed++
		}
	}
	return failed
}

// Run runs the Rego tests whose name matches filter, an expression as that of `opa test --run`; empty is all.
func (t *Tests) Run(ctx context.Context, filter string) (TestReport, error) {
	store := inmem.NewFromObject(map[string]any{"fixtures": t.fixtures})
	compiler := ast.NewCompiler().WithStrict(true).WithCapabilities(sandbox()).WithDefaultRegoVersion(ast.RegoV1).WithEnablePrintStatements(false)
	covered := cover.New()
	runner := tester.NewRunner().SetCompiler(compiler).SetStore(store).SetModules(t.modules).SetDefaultRegoVersion(ast.RegoV1).
		RaiseBuiltinErrors(true).SetTimeout(time.Minute).SetCoverageQueryTracer(covered).Filter(filter)
	var report TestReport
	err := withTransaction(ctx, store, func(txn transaction) error {
		results, err := runner.RunTests(ctx, txn)
		if err != nil {
			return err
		}
		for result := range results {
			report.Results = append(report.Results, readResult(result)...)
		}
		return nil
	})
	if err != nil {
		return report, err
	}
	slices.SortFunc(report.Results, func(a, b TestResult) int { return cmp.Compare(a.Name, b.Name) })
	report.Files = map[string]float64{}
	rules := maps.Clone(t.modules)
	maps.DeleteFunc(rules, func(name string, _ *ast.Module) bool { return strings.HasSuffix(name, "_test.rego") })
	lines, ran := 0, 0
	for name, file := range covered.Report(rules).Files {
		report.Files[name] = file.Coverage
		lines += file.CoveredLines + file.NotCoveredLines
		ran += file.CoveredLines
	}
	if lines > 0 {
		report.Coverage = 100 * float64(ran) / float64(lines)
	}
	return report, nil
}

// maxMessage is how much is said of an error that quotes a whole object.
const maxMessage = 300

func short(message string) string {
	if len(message) > maxMessage {
		message = strings.ToValidUTF8(message[:maxMessage], "") + " …"
	}
	return message
}

// readResult is one row for a test, or one for each case of it that failed.
func readResult(result *tester.Result) []TestResult {
	name := strings.TrimPrefix(result.Package, "data.") + "." + result.Name
	if result.Error != nil {
		return []TestResult{{Name: name, Message: short(result.Error.Error())}}
	}
	var failed []TestResult
	for path, sub := range result.SubResults.Iter {
		if sub.Fail && len(sub.SubResults) == 0 {
			failed = append(failed, TestResult{Name: name + "/" + strings.Join(path, "/"), Message: "the rule says something else than the case wants"})
		}
	}
	if result.Fail && len(failed) == 0 {
		failed = append(failed, TestResult{Name: name, Message: "it is false"})
	}
	if len(failed) > 0 {
		return failed
	}
	return []TestResult{{Name: name, Passed: true}}
}
