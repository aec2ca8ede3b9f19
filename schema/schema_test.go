package schema_test

import (
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"

	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/literal"
	"cuelang.org/go/cue/parser"

	"github.com/sutazai/sutaz/schema"
)

// files parses the definitions.
func files(t *testing.T) map[string]*ast.File {
	t.Helper()
	names, err := fs.Glob(schema.Files, "*.cue")
	if err != nil || len(names) == 0 {
		t.Fatalf("no definitions: %v", err)
	}
	parsed := map[string]*ast.File{}
	for _, name := range names {
		data, err := fs.ReadFile(schema.Files, name)
		if err != nil {
			t.Fatal(err)
		}
		if parsed[name], err = parser.ParseFile(name, data, parser.ParseComments); err != nil {
			t.Fatal(err)
		}
	}
	return parsed
}

// Every field and every definition says what it is, in its own words: the comment begins with the name.
func TestFieldsHaveComments(t *testing.T) {
	t.Parallel()
	fields := 0
	for file, parsed := range files(t) {
		ast.Walk(parsed, func(n ast.Node) bool {
			field, ok := n.(*ast.Field)
			if !ok {
				return true
			}
			label, ok := field.Label.(*ast.Ident)
			if !ok {
				return true // A pattern; the field around it has the comment.
			}
			if file == "environment.cue" && label.Name == "name" && strings.Contains(parsedText(field.Value), "Name") {
				return false // `#NodePool & {name: Name}` only fills in a field.
			}
			fields++
			var text string
			for _, group := range ast.Comments(field) {
				text += group.Text()
			}
			if !strings.HasPrefix(text, label.Name+" ") {
				t.Errorf("%s: the comment of %s must begin with its name, and is %q", file, label.Name, text)
			}
			return true
		}, nil)
	}
	if fields < 150 {
		t.Errorf("found %d fields; this test looks at too little", fields)
	}
}

func parsedText(e ast.Expr) string {
	if ident, ok := e.(*ast.Ident); ok {
		return ident.Name
	}
	return ""
}

// ValidName is the definition _name in Go.
func TestValidName(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"a": true, "crewai": true, "a-b-c": true, "a1": true, strings.Repeat("a", 40): true,
		"": false, "1a": false, "-a": false, "a-": false, "A": false, "a_b": false, "a.b": false, "ä": false, strings.Repeat("a", 41): false,
	} {
		if schema.ValidName(name) != want {
			t.Errorf("ValidName(%q) is %t", name, !want)
		}
	}
	for _, declaration := range files(t)["common.cue"].Decls {
		field, ok := declaration.(*ast.Field)
		if !ok {
			continue
		}
		if label, ok := field.Label.(*ast.Ident); ok && label.Name == "_name" {
			pattern, err := literal.Unquote(field.Value.(*ast.UnaryExpr).X.(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			if pattern != schema.NamePattern {
				t.Errorf("_name is %s, and NamePattern %s", pattern, schema.NamePattern)
			}
			return
		}
	}
	t.Error("no definition _name")
}

func platform() *schema.Platform {
	return &schema.Platform{
		Agents: map[string]schema.Agent{
			"a": {Name: "a", Aliases: []string{"alpha", "b"}, Tier: "critical", Phase: 3, Dependencies: map[string]schema.Dependency{"beta": {Startup: true}, "db": {}}},
			"b": {Name: "b", Aliases: []string{"beta"}, Tier: "batch", Phase: 3, Dependencies: map[string]schema.Dependency{"c": {Startup: true}}},
			"c": {Name: "c", Tier: "standard", Phase: 3, Wave: 2},
		},
		Endpoints: map[string]schema.Endpoint{"db": {Name: "db", Aliases: []string{"store"}}},
		Environment: schema.Environment{Autoscaling: true, Tiers: map[string]schema.Tier{
			"critical": {Min: 3, Max: 9, Rollout: "canary"}, "standard": {Min: 1, Max: 2, Rollout: "canary"}, "batch": {Min: 2, Max: 4, Rollout: "rolling"},
		}},
	}
}

// A name goes before an alias, whatever the order in which the entries are read.
func TestTargets(t *testing.T) {
	t.Parallel()
	for range 20 {
		targets := platform().Targets()
		for name, want := range map[string]string{"a": "a", "alpha": "a", "b": "b", "beta": "b", "store": "db"} {
			if got := targets[name].Name(); got != want {
				t.Fatalf("%s leads to %s, want %s", name, got, want)
			}
		}
	}
}

func TestWaves(t *testing.T) {
	t.Parallel()
	p := platform()
	p.Environment.Select.Tiers = []string{"critical", "standard", "batch"}
	waves, cycle := p.Waves(p.Targets())
	if want := map[string]int64{"a": 4, "b": 3, "c": 2}; cycle != nil || !maps.Equal(waves, want) {
		t.Errorf("got %v, cycle %v; want %v", waves, cycle, want)
	}
	c := p.Agents["c"]
	c.Dependencies = map[string]schema.Dependency{"alpha": {Startup: true}}
	p.Agents["c"] = c
	if _, cycle := p.Waves(p.Targets()); !slices.Equal(cycle, []string{"a", "b", "c", "a"}) {
		t.Errorf("got the cycle %v", cycle)
	}
}

// A canary with one replica, or with storage, is a rolling update.
func TestRolloutOf(t *testing.T) {
	t.Parallel()
	p := platform()
	stored := p.Agents["a"]
	stored.Storage = map[string]schema.Storage{"data": {}}
	chosen := p.Agents["b"]
	chosen.Rollout = "recreate"
	for _, test := range []struct {
		agent schema.Agent
		want  string
	}{{p.Agents["a"], "canary"}, {p.Agents["c"], "rolling"}, {p.Agents["b"], "rolling"}, {stored, "rolling"}, {chosen, "recreate"}} {
		if got := p.RolloutOf(test.agent); got != test.want {
			t.Errorf("%s of tier %s: got %s, want %s", test.agent.Name, test.agent.Tier, got, test.want)
		}
	}
}

// What an entry says goes before its tier; where nothing scales, it only makes fewer.
func TestReplicas(t *testing.T) {
	t.Parallel()
	agent := func(scaling *schema.Scaling) schema.Agent { return schema.Agent{Tier: "critical", Scaling: scaling} }
	for _, test := range []struct {
		name     string
		agent    schema.Agent
		min, max int64
	}{
		{"tier", agent(nil), 3, 9},
		{"entry", agent(&schema.Scaling{Min: 4, Max: 20}), 4, 20},
		{"only max", agent(&schema.Scaling{Max: 20}), 3, 20},
		{"max below the tier's min", agent(&schema.Scaling{Max: 1}), 1, 1},
		{"min above the tier's max", agent(&schema.Scaling{Min: 12}), 12, 12},
	} {
		if fewest, most := platform().Replicas(test.agent); fewest != test.min || most != test.max {
			t.Errorf("%s: got %d to %d, want %d to %d", test.name, fewest, most, test.min, test.max)
		}
	}
	still := platform()
	still.Environment.Autoscaling = false
	if fewest, most := still.Replicas(agent(&schema.Scaling{Min: 4, Max: 20})); fewest != 3 || most != 3 {
		t.Errorf("nothing scales: got %d to %d, want 3 to 3", fewest, most)
	}
}

func TestSuggest(t *testing.T) {
	t.Parallel()
	known := map[string]bool{"postgres": true, "redis": true}
	for name, want := range map[string]string{
		"postgress": `; did you mean "postgres"?`, "redsi": `; did you mean "redis"?`, "elsewhere": "; known are postgres, redis",
	} {
		if got := schema.Suggest(name, known); got != want {
			t.Errorf("Suggest(%q) is %q, want %q", name, got, want)
		}
	}
}
