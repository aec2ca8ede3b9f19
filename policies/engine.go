package policies

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"golang.org/x/sync/errgroup"

	"github.com/sutazai/sutaz/generators/object"
)

// Engine holds compiled rules. It is safe for use by several goroutines.
type Engine struct {
	rules   []*Rule
	byID    map[string]*Rule
	modules map[string]*ast.Module
	sum     string

	// compile runs once, when the first object is judged that no memory knows.
	compile  func() (*ast.Compiler, error)
	lock     sync.Mutex
	prepared map[string]*prepared
}

// prepared is the query of one set of rules.
type prepared struct {
	once  sync.Once
	query rego.PreparedEvalQuery
	err   error
}

// New reads the rules of all sources, which lie as <group>/<rule>/<rule>.rego. Missing or wrong METADATA is an error.
// With keep, only those rules are judged by.
func New(keep func(*Rule) bool, sources ...fs.FS) (*Engine, error) {
	l, err := read(sources, false)
	if err != nil {
		return nil, err
	}
	e := &Engine{modules: l.modules, sum: l.sum, byID: map[string]*Rule{}, prepared: map[string]*prepared{}}
	for _, rule := range l.rules {
		e.byID[rule.ID] = rule
		if keep == nil || keep(rule) {
			e.rules = append(e.rules, rule)
		}
	}
	e.compile = sync.OnceValues(func() (*ast.Compiler, error) { return compile(e.withDispatch()) })
	return e, nil
}

// Rules are those that are judged by, sorted by id.
func (e *Engine) Rules() []*Rule { return e.rules }

// Rule finds a rule of the sources by its id; nil where there is none.
func (e *Engine) Rule(id string) *Rule { return e.byID[id] }

// Sum is a checksum of the text of all rules: what they said holds as long as it is the same.
func (e *Engine) Sum() string { return e.sum }

// IDs are the ids of all rules of the sources.
func (e *Engine) IDs() map[string]bool {
	ids := map[string]bool{}
	for id := range e.byID {
		ids[id] = true
	}
	return ids
}

// Groups are the groups of all rules of the sources.
func (e *Engine) Groups() map[string]bool {
	groups := map[string]bool{}
	for _, rule := range e.byID {
		groups[rule.Group] = true
	}
	return groups
}

// Compile compiles every rule, and reports what the compiler refuses.
func (e *Engine) Compile() error {
	_, err := e.compile()
	return err
}

func compile(modules map[string]*ast.Module) (*ast.Compiler, error) {
	compiler := ast.NewCompiler().WithStrict(true).WithCapabilities(sandbox()).WithDefaultRegoVersion(ast.RegoV1)
	compiler.Compile(modules)
	if compiler.Failed() {
		return nil, compiler.Errors
	}
	return compiler, nil
}

// regoName is where a rule's findings are in Rego.
func regoName(r *Rule) string {
	return "data.policies." + r.Group + "." + strings.ReplaceAll(strings.TrimPrefix(r.ID, r.Group+"/"), "-", "_") + ".deny"
}

// dispatch is the package of the rules that gather findings: one rule of its own for each set of rules that is asked
// for together, since what helpers have worked out is kept within one query.
const dispatch = "dispatch"

// withDispatch adds a module that gathers the findings of the rules of each kind, and of each wider scope.
func (e *Engine) withDispatch() map[string]*ast.Module {
	sets := map[string][]*Rule{}
	add := func(rules []*Rule) { sets[setName(rules)] = rules }
	kinds := map[string]bool{anyKind: true}
	for _, rule := range e.rules {
		for _, kind := range rule.Kinds {
			kinds[kind] = true
		}
	}
	for kind := range kinds {
		add(e.objectRules(kind))
	}
	for _, scope := range []Scope{ScopeObjects, ScopeModel} {
		for _, complete := range []bool{false, true} {
			add(e.wideRules(scope, complete))
		}
	}
	var text strings.Builder
	fmt.Fprintf(&text, "package %s\n", dispatch)
	for _, name := range slices.Sorted(maps.Keys(sets)) {
		for _, rule := range sets[name] {
			fmt.Fprintf(&text, "%s[%q] := found if {\n\tfound := %s\n\tcount(found) > 0\n}\n", name, rule.ID, regoName(rule))
		}
	}
	modules := maps.Clone(e.modules)
	modules[dispatch+".rego"] = ast.MustParseModuleWithOpts(text.String(), ast.ParserOptions{RegoVersion: ast.RegoV1})
	return modules
}

// setName names a set of rules: the same rules, the same name.
func setName(rules []*Rule) string {
	hash := newHash()
	for _, rule := range rules {
		hash.text(rule.ID)
	}
	return "set_" + hash.sum()[:16]
}

// objectRules are those that look at one object of a kind.
func (e *Engine) objectRules(kind string) []*Rule {
	return e.choose(func(r *Rule) bool {
		return r.Scope == ScopeObject && (slices.Contains(r.Kinds, kind) || slices.Contains(r.Kinds, anyKind))
	})
}

// wideRules are those of a scope that sees many objects. What is missing can be judged only where all are there.
func (e *Engine) wideRules(scope Scope, complete bool) []*Rule {
	return e.choose(func(r *Rule) bool { return r.Scope == scope && (complete || !r.Complete) })
}

func (e *Engine) choose(keep func(*Rule) bool) []*Rule {
	var chosen []*Rule
	for _, rule := range e.rules {
		if !rule.JudgedByGo() && keep(rule) {
			chosen = append(chosen, rule)
		}
	}
	return chosen
}

// query prepares the question for the findings of a set of rules.
func (e *Engine) query(set string) (rego.PreparedEvalQuery, error) {
	e.lock.Lock()
	p := e.prepared[set]
	if p == nil {
		p = &prepared{}
		e.prepared[set] = p
	}
	e.lock.Unlock()
	p.once.Do(func() {
		compiler, err := e.compile()
		if err != nil {
			p.err = err
			return
		}
		p.query, p.err = rego.New(rego.Query("found := data."+dispatch+"."+set), rego.Compiler(compiler), rego.SetRegoVersion(ast.RegoV1),
			rego.Capabilities(sandbox()), rego.StrictBuiltinErrors(true)).PrepareForEval(context.Background())
	})
	return p.query, p.err
}

// verdict is what a rule says of one object, or of the model.
type verdict struct {
	Rule string
	// Object is set by rules that see many; nil is the object that was given, or the model.
	Object  *object.Key `json:",omitempty"`
	Path    string
	Model   bool `json:",omitempty"`
	Message string
}

// ask evaluates a set of rules on one input. A rule that fails is named in the error.
func (e *Engine) ask(ctx context.Context, rules []*Rule, input ast.Value) ([]verdict, error) {
	if len(rules) == 0 {
		return nil, nil
	}
	query, err := e.query(setName(rules))
	if err != nil {
		return nil, err
	}
	results, err := query.Eval(ctx, rego.EvalParsedInput(input))
	if err != nil {
		return nil, err // It names the file and line of the rule that failed.
	}
	var verdicts []verdict
	for _, result := range results {
		byRule, _ := result.Bindings["found"].(map[string]any)
		for _, id := range slices.Sorted(maps.Keys(byRule)) {
			found, _ := byRule[id].([]any)
			for _, item := range found {
				v, err := readVerdict(id, item)
				if err != nil {
					return nil, fmt.Errorf("rule %s: %w", id, err)
				}
				verdicts = append(verdicts, v)
			}
		}
	}
	return verdicts, nil
}

// readVerdict reads {"path": […], "message": "…"}, with "object": ref or "model": true where many were given.
func readVerdict(rule string, item any) (verdict, error) {
	v := verdict{Rule: rule}
	fields, ok := item.(map[string]any)
	if !ok {
		return v, errors.New("a finding is no object")
	}
	v.Message, _ = fields["message"].(string)
	steps, ok := fields["path"].([]any)
	if !ok || v.Message == "" {
		return v, fmt.Errorf(`a finding needs "path", a list, and "message": got %v`, fields)
	}
	var path strings.Builder
	for _, step := range steps {
		path.WriteString("/" + object.EscapePointer(fmt.Sprint(step)))
	}
	v.Path = path.String()
	v.Model, _ = fields["model"].(bool)
	if named, ok := fields["object"].(map[string]any); ok {
		kind, _ := named["kind"].(string)
		namespace, _ := named["namespace"].(string)
		name, _ := named["name"].(string)
		key := object.Key{Namespace: namespace, Name: name}
		key.Kind, key.Group, _ = strings.Cut(kind, ".")
		v.Object = &key
	}
	return v, nil
}

// parallel limits work to the processors there are.
func parallel() *errgroup.Group {
	group := new(errgroup.Group)
	group.SetLimit(runtime.GOMAXPROCS(0))
	return group
}
