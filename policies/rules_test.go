package policies_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/sutazai/sutaz/policies"
	"github.com/sutazai/sutaz/policies/schemas"
)

var cases = sync.OnceValues(func() ([]policies.Case, error) {
	tests, err := policies.NewTests(policies.Builtin())
	if err != nil {
		return nil, err
	}
	return tests.Cases(context.Background())
})

// The Rego tests pass, and run nearly every line.
func TestRego(t *testing.T) {
	t.Parallel()
	tests, err := policies.NewTests(policies.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	report, err := tests.Run(context.Background(), "")
	if err != nil {
		t.Fatal(err)
	}
	for _, result := range report.Results {
		if !result.Passed {
			t.Errorf("%s: %s", result.Name, result.Message)
		}
	}
	const least = 95
	if len(report.Results) == 0 || report.Coverage < least {
		t.Errorf("%d tests ran %.1f %% of the rules, and %d %% are wanted: %v", len(report.Results), report.Coverage, least, report.Files)
	}
}

// Each rule has fired in its cases, has let something pass, and has fired for each kind that it says it looks at:
// a misspelt kind would be a rule that guards nothing.
func TestEveryRuleFires(t *testing.T) {
	t.Parallel()
	all, err := cases()
	if err != nil {
		t.Fatal(err)
	}
	engine, err := policies.New(nil, policies.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	type seen struct {
		fired, passed bool
		kinds         map[string]bool
	}
	byRule := map[string]*seen{}
	for _, c := range all {
		s := byRule[c.Rule]
		if s == nil {
			s = &seen{kinds: map[string]bool{}}
			byRule[c.Rule] = s
		}
		s.fired = s.fired || len(c.Want) > 0
		s.passed = s.passed || len(c.Want) == 0
		if len(c.Want) > 0 {
			s.kinds[policies.KindOf(c.Input)] = true
		}
	}
	for _, rule := range engine.Rules() {
		if rule.JudgedByGo() {
			continue
		}
		s := byRule[rule.ID]
		if s == nil || !s.fired || !s.passed {
			t.Errorf("%s: want a case that it denies and one that it lets pass", rule.ID)
			continue
		}
		for _, kind := range rule.Kinds {
			if rule.Scope == policies.ScopeObject && kind != "*" && !s.kinds[kind] {
				t.Errorf("%s: says that it looks at %s, and no case shows that it does", rule.ID, kind)
			}
		}
	}
}

// Every kind that a rule looks at exists: a misspelt one would be a rule that guards nothing.
func TestKindsExist(t *testing.T) {
	t.Parallel()
	engine, err := policies.New(nil, policies.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	set, err := schemas.Open("1.36")
	if err != nil {
		t.Fatal(err)
	}
	// Of these there is no schema: their operators are in no module.
	elsewhere := []string{
		"Cluster.postgresql.cnpg.io", "Permission.rabbitmq.com", "Queue.rabbitmq.com", "RabbitmqCluster.rabbitmq.com", "User.rabbitmq.com",
	}
	for _, rule := range engine.Rules() {
		for _, kind := range rule.Kinds {
			name, group, _ := strings.Cut(kind, ".")
			if kind != "*" && len(set.Versions(group, name)) == 0 && !slices.Contains(elsewhere, kind) {
				t.Errorf("%s: there is no kind %s", rule.ID, kind)
			}
		}
	}
}

// What a case wants is what the engine says of its input, as the Rego test says too.
func TestEngineSaysWhatCasesWant(t *testing.T) {
	t.Parallel()
	all, err := cases()
	if err != nil {
		t.Fatal(err)
	}
	engine, err := policies.New(nil, policies.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		rule := engine.Rule(c.Rule)
		// A case may hold an object of a kind that the rule does not look at; then nothing is wanted of the engine.
		if rule.Scope != policies.ScopeObject || !slices.Contains(rule.Kinds, policies.KindOf(c.Input)) {
			continue
		}
		report, err := engine.Check(context.Background(), policies.Input{Items: []policies.Item{{Object: c.Input}}}, nil)
		if err != nil {
			t.Errorf("%s: %s: %v", c.Rule, c.Note, err)
			continue
		}
		found := slices.DeleteFunc(report.Findings, func(f policies.Finding) bool { return f.Rule.ID != c.Rule })
		if len(found) != len(c.Want) {
			t.Errorf("%s: %s: %d findings, want %d: %s", c.Rule, c.Note, len(found), len(c.Want), asJSON(found))
		}
	}
}

func asJSON(value any) string {
	data, err := json.Marshal(value)
	if err != nil {
		return err.Error()
	}
	return string(data)
}

// Fixtures are what every rule accepts: a test that changes one path of one shows what that path does.
func TestFixturesAreClean(t *testing.T) {
	t.Parallel()
	tests, err := policies.NewTests(policies.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	engine, err := policies.New(nil, policies.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	set, err := schemas.Open("1.36")
	if err != nil {
		t.Fatal(err)
	}
	for kind, fixture := range tests.Fixtures() {
		if !set.Knows(fixture) {
			t.Errorf("nobody knows whether the fixture %s is valid", kind)
		}
		if got := policies.KindOf(fixture); got != kind {
			t.Errorf("the fixture %s is a %s", kind, got)
		}
		report, err := engine.Check(context.Background(), policies.Input{Items: []policies.Item{{Object: fixture}}, Schemas: set}, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range report.Findings {
			t.Errorf("%s: %s: %s %s", kind, f.Rule.ID, f.Path, f.Message)
		}
	}
}
