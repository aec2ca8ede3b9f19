package policies

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"maps"
	"slices"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/policies/schemas"
)

// Input is what is judged together: the objects of one environment.
type Input struct {
	// Environment names it; empty for manifests that no model describes.
	Environment string
	// Items are its objects.
	Items []Item
	// Model is the description as JSON knows it; nil where there is none, and rules of scope model are skipped.
	Model any
	// Schemas are what the cluster accepts; nil where nobody knows, and no object is judged by them.
	Schemas *schemas.Set
	// Waivers are those of the description; objects may carry others.
	Waivers []Waiver
	// Complete says that nothing is missing: what is referred to and not here is nowhere.
	Complete bool
	// Date is the day, YYYY-MM-DD: the only clock of a rule.
	Date string
	// Locate says where a place stands, for findings alone: items are many, and findings few. The item is -1 for a place in
	// the model, whose path it then is.
	Locate func(item int, path string) Location
}

// Item is one object and where it belongs.
type Item struct {
	Object object.Object
	// Component is the directory in rendered/; empty for others.
	Component string
	// File is where it comes from, if that is known without looking.
	File string
}

// Location is where a person finds a place.
type Location struct {
	File   string
	Line   int
	Source *Position
}

// Check judges the objects of one environment by every rule. The result does not depend on the order of items, nor on
// the number of processors.
func (e *Engine) Check(ctx context.Context, in Input, memory *Memory) (Report, error) {
	report := Report{Objects: len(in.Items), Rules: len(e.rules)}
	terms := make([]func() (*ast.Term, error), len(in.Items)) // Made when somebody asks.
	for i, item := range in.Items {
		terms[i] = sync.OnceValues(func() (*ast.Term, error) {
			value, err := ast.InterfaceToValue(map[string]any(named(item.Object)))
			if err != nil {
				return nil, fmt.Errorf("%v: %w", item.Object.Key(), err)
			}
			return ast.NewTerm(value), nil
		})
	}
	term := func(i int) (*ast.Term, error) { return terms[i]() }
	sets := map[string][]*Rule{}
	names := map[string]string{}
	for _, item := range in.Items {
		if kind := KindOf(item.Object); sets[kind] == nil {
			sets[kind] = e.objectRules(kind)
			names[kind] = setName(append(e.validity(), sets[kind]...))
		}
	}
	sums := make([]string, len(in.Items))
	found := make([][]verdict, len(in.Items))
	group := parallel()
	for i, item := range in.Items {
		group.Go(func() error {
			kind := KindOf(item.Object)
			rules := sets[kind]
			h := newHash()
			h.value(item.Object)
			h.text(names[kind], in.Schemas.Sum()) // Other rules say other things of the same content.
			sums[i] = h.sum()
			return memory.recall(sums[i], &found[i], func() ([]verdict, error) {
				t, err := term(i)
				if err != nil {
					return nil, err
				}
				verdicts, err := e.ask(ctx, rules, t.Value)
				if err != nil {
					err = fmt.Errorf("%v: %w", item.Object.Key(), err)
				}
				return append(verdicts, e.validate(in.Schemas, item.Object)...), err
			})
		})
	}
	if err := group.Wait(); err != nil {
		return report, err
	}
	var objects []object.Object // Those of the findings.
	add := func(number int, v verdict) {
		var o object.Object
		if number >= 0 {
			o = in.Items[number].Object
		}
		objects = append(objects, o)
		report.Findings = append(report.Findings, e.finding(in, number, v))
	}
	for i, verdicts := range found {
		for _, v := range verdicts {
			add(i, v)
		}
	}
	if err := e.wide(ctx, in, sums, term, memory, add); err != nil {
		return report, err
	}
	faults, notes := e.waive(in, report.Findings, objects)
	report.Findings, report.Notes = append(report.Findings, faults...), notes
	report.Skipped = e.skipped(in)
	Sort(report.Findings)
	return report, nil
}

// validity are the rules on what is valid that are judged by.
func (e *Engine) validity() (rules []*Rule) {
	for _, rule := range e.rules {
		if rule.Group == Validity {
			rules = append(rules, rule)
		}
	}
	return rules
}

// validate judges an object by the schemas of its cluster.
func (e *Engine) validate(set *schemas.Set, o object.Object) []verdict {
	rules := e.validity()
	if len(rules) == 0 {
		return nil
	}
	var verdicts []verdict
	for _, fault := range set.Validate(o) {
		if slices.ContainsFunc(rules, func(r *Rule) bool { return r.ID == fault.Rule }) {
			verdicts = append(verdicts, verdict{Rule: fault.Rule, Path: fault.Path, Message: fault.Message})
		}
	}
	return verdicts
}

// wide judges by the rules that see many objects.
func (e *Engine) wide(ctx context.Context, in Input, sums []string, term func(int) (*ast.Term, error), memory *Memory, add func(int, verdict)) error {
	numbers := make(map[object.Key]int, len(in.Items))
	for i, item := range in.Items {
		key := named(item.Object).Key()
		if _, twice := numbers[key]; !twice {
			numbers[key] = i
		}
	}
	scopes := []Scope{ScopeObjects, ScopeModel}
	found := make([][]verdict, len(scopes))
	group := parallel() // Each is one query, and a query runs on one processor.
	for i, scope := range scopes {
		group.Go(func() (err error) {
			found[i], err = e.wideVerdicts(ctx, in, scope, sums, numbers, term, memory)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	for i, scope := range scopes {
		for _, v := range found[i] {
			number := -1
			if v.Object != nil {
				i, known := numbers[*v.Object]
				if !known {
					return fmt.Errorf("rule %s: a finding names %v, which is not here", v.Rule, *v.Object)
				}
				number = i
			} else if !v.Model {
				return fmt.Errorf(`rule %s: a finding of scope %s needs "object" or "model"`, v.Rule, scope)
			}
			add(number, v)
		}
	}
	return nil
}

// wideVerdicts are those of the rules of one scope.
func (e *Engine) wideVerdicts(ctx context.Context, in Input, scope Scope, sums []string, numbers map[object.Key]int, term func(int) (*ast.Term, error), memory *Memory) (verdicts []verdict, err error) {
	rules := e.wideRules(scope, in.Complete)
	if scope == ScopeModel && in.Model == nil || len(rules) == 0 {
		return nil, nil
	}
	h := newHash()
	h.text(setName(rules), in.Date)
	for _, i := range slices.SortedFunc(maps.Values(numbers), func(a, b int) int { return cmp.Compare(sums[a], sums[b]) }) {
		h.text(sums[i])
	}
	if scope == ScopeModel {
		h.value(in.Model)
	}
	err = memory.recall(h.sum(), &verdicts, func() ([]verdict, error) {
		value, err := e.wideInput(in, scope, numbers, term)
		if err != nil {
			return nil, err
		}
		return e.ask(ctx, rules, value)
	})
	return verdicts, err
}

// wideInput is {"objects": {kind: {namespace: {name: object}}}, "date": …}, and for rules on the description also
// {"model": …, "rules": [id, …]}, the ids of all rules that there are.
func (e *Engine) wideInput(in Input, scope Scope, numbers map[object.Key]int, term func(int) (*ast.Term, error)) (ast.Value, error) {
	kinds := map[string]map[string][][2]*ast.Term{}
	for _, key := range slices.SortedFunc(maps.Keys(numbers), object.Key.Compare) {
		t, err := term(numbers[key])
		if err != nil {
			return nil, err
		}
		kind := KindOf(in.Items[numbers[key]].Object)
		if kinds[kind] == nil {
			kinds[kind] = map[string][][2]*ast.Term{}
		}
		kinds[kind][key.Namespace] = append(kinds[kind][key.Namespace], [2]*ast.Term{ast.StringTerm(key.Name), t})
	}
	objects := ast.NewObject()
	for kind, namespaces := range kinds {
		byNamespace := ast.NewObject()
		for namespace, pairs := range namespaces {
			byNamespace.Insert(ast.StringTerm(namespace), ast.NewTerm(ast.NewObject(pairs...)))
		}
		objects.Insert(ast.StringTerm(kind), ast.NewTerm(byNamespace))
	}
	input := ast.NewObject(
		[2]*ast.Term{ast.StringTerm("objects"), ast.NewTerm(objects)},
		[2]*ast.Term{ast.StringTerm("date"), ast.StringTerm(in.Date)},
	)
	if scope == ScopeModel {
		model, err := ast.InterfaceToValue(in.Model)
		if err != nil {
			return nil, fmt.Errorf("the model: %w", err)
		}
		input.Insert(ast.StringTerm("model"), ast.NewTerm(model))
		ids := ast.NewArray()
		for _, id := range slices.Sorted(maps.Keys(e.byID)) {
			ids = ids.Append(ast.StringTerm(id))
		}
		input.Insert(ast.StringTerm("rules"), ast.NewTerm(ids))
	}
	return input, nil
}

// finding tells what a rule said to people.
func (e *Engine) finding(in Input, number int, v verdict) Finding {
	f := Finding{Rule: e.byID[v.Rule], Message: v.Message, Environment: in.Environment, Path: v.Path}
	var o object.Object
	if number >= 0 {
		item := in.Items[number]
		o = item.Object
		f.Component, f.Object, f.File = item.Component, RefOf(o), item.File
	}
	if in.Locate != nil {
		at := in.Locate(number, v.Path)
		f.File, f.Line, f.Source = cmp.Or(at.File, f.File), at.Line, at.Source
	}
	f.Fingerprint, f.Known = Fingerprint(f, o), knownAs(f, o)
	return f
}

// named gives an object that gets its name in the cluster one that no other can have, so that rules can speak of it.
func named(o object.Object) object.Object {
	metadata, _ := o["metadata"].(map[string]any)
	if name, _ := metadata["name"].(string); name != "" {
		return o
	}
	prefix, _ := metadata["generateName"].(string)
	metadata = maps.Clone(metadata)
	if metadata == nil {
		metadata = map[string]any{}
	}
	metadata["name"] = prefix + "*"
	o = maps.Clone(o)
	o["metadata"] = metadata
	return o
}

// skipped says which rules could not look, and which objects the wider ones did not see.
func (e *Engine) skipped(in Input) []Skipped {
	var skipped []Skipped
	seen := map[object.Key]bool{}
	bySchema := in.Schemas != nil && len(e.validity()) > 0
	for _, item := range in.Items {
		if bySchema && !in.Schemas.Knows(item.Object) {
			ref, kind := RefOf(item.Object), unknownKind(item.Object)
			skipped = append(skipped, Skipped{File: item.File, Object: &ref, Unknown: kind, Reason: "there is no schema of " + kind + "; give its CustomResourceDefinition by --schemas"})
		}
		key := named(item.Object).Key()
		if seen[key] {
			ref := RefOf(item.Object)
			skipped = append(skipped, Skipped{File: item.File, Object: &ref, Reason: "it stands twice; rules that see all objects have seen the first"})
		}
		seen[key] = true
	}
	for _, rule := range e.rules {
		switch {
		case rule.Scope == ScopeModel && in.Model == nil:
			skipped = append(skipped, Skipped{Rule: rule.ID, Reason: "it needs the description of the platform, and manifests alone were given"})
		case rule.Scope != ScopeObject && rule.Complete && !in.Complete:
			skipped = append(skipped, Skipped{Rule: rule.ID, Reason: "it judges what is missing, and what was given may be a part; add --complete if it is all"})
		}
	}
	return skipped
}

func unknownKind(o object.Object) string {
	version, _ := o["apiVersion"].(string)
	return version + " " + o.Key().Kind
}

// KindOf is the kind of an object as rules write it: Kind.group, and Kind alone in the core group.
func KindOf(o object.Object) string {
	key := o.Key()
	if key.Group == "" {
		return key.Kind
	}
	return key.Kind + "." + key.Group
}

// sumHash is a checksum that is being made.
type sumHash struct{ hash.Hash }

func newHash() sumHash { return sumHash{sha256.New()} }

func (h sumHash) text(texts ...string) {
	for _, text := range texts {
		_, _ = fmt.Fprintf(h, "%d:%s", len(text), text)
	}
}

// value adds plain data; JSON sorts the keys of maps.
func (h sumHash) value(value any) {
	if err := json.NewEncoder(h).Encode(value); err != nil {
		panic(err) // Plain data: it has been read from JSON or CUE.
	}
}

func (h sumHash) sum() string { return hex.EncodeToString(h.Sum(nil)) }
