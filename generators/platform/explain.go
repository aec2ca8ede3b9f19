package platform

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"cuelang.org/go/cue/ast"
	cueerrors "cuelang.org/go/cue/errors"
	"cuelang.org/go/cue/literal"
	"cuelang.org/go/cue/token"

	"github.com/sutazai/sutaz/schema"
)

// expectations are the definitions of the schema as syntax: what a person may write in a field, in the words of the
// schema and not of its evaluator.
type expectations struct {
	definitions map[string]ast.Expr
}

func newExpectations(files []*ast.File) expectations {
	x := expectations{definitions: map[string]ast.Expr{}}
	for _, f := range files {
		for _, declaration := range f.Decls {
			if field, ok := declaration.(*ast.Field); ok {
				x.definitions[labelName(field.Label)] = field.Value
			}
		}
	}
	return x
}

// resolve follows references to definitions.
func (x expectations) resolve(e ast.Expr) ast.Expr {
	for range 10 {
		ident, ok := e.(*ast.Ident)
		if !ok {
			break
		}
		next, known := x.definitions[ident.Name]
		if !known {
			break
		}
		e = next
	}
	// `#NodePool & {name: Name}` only fills in a field: the definition is the left side.
	if binary, ok := e.(*ast.BinaryExpr); ok && binary.Op == token.AND {
		if _, isStruct := binary.Y.(*ast.StructLit); isStruct {
			return x.resolve(binary.X)
		}
	}
	return e
}

// at is the definition of the field at path below #Platform, or nil.
func (x expectations) at(path []string) *ast.Field {
	var found *ast.Field
	e := x.resolve(ast.NewIdent("#Platform"))
	for _, element := range path {
		found = nil
		switch v := e.(type) {
		case *ast.StructLit:
			found = member(v, element)
		case *ast.ListLit:
			for _, item := range v.Elts {
				inner := item
				if ellipsis, ok := item.(*ast.Ellipsis); ok {
					inner = ellipsis.Type
				}
				found = &ast.Field{Label: ast.NewIdent("element"), Value: inner}
			}
		}
		if found == nil {
			return nil
		}
		e = x.resolve(found.Value)
	}
	return found
}

// member is the field of a definition that a label matches: the one of that name, or its pattern.
func member(s *ast.StructLit, name string) *ast.Field {
	var pattern *ast.Field
	for _, declaration := range s.Elts {
		field, ok := declaration.(*ast.Field)
		if !ok {
			continue
		}
		if _, isPattern := field.Label.(*ast.ListLit); isPattern {
			pattern = field
		} else if labelName(field.Label) == name {
			return field
		}
	}
	return pattern
}

// fields are the names that are allowed below path.
func (x expectations) fields(path []string) map[string]bool {
	e := x.resolve(ast.NewIdent("#Platform"))
	if len(path) > 0 {
		field := x.at(path)
		if field == nil {
			return nil
		}
		e = x.resolve(field.Value)
	}
	names := map[string]bool{}
	if s, ok := e.(*ast.StructLit); ok {
		for _, declaration := range s.Elts {
			if field, ok := declaration.(*ast.Field); ok && labelName(field.Label) != "" {
				names[labelName(field.Label)] = true
			}
		}
	}
	return names
}

// want says what the field at path takes: the words of its @want attribute or of the constraint that it refers to,
// else the constraint itself. The second result are the strings that it allows, where it is a choice of strings.
func (x expectations) want(path []string) (text string, choices map[string]bool) {
	field := x.at(path)
	if field == nil {
		return "", nil
	}
	choices = map[string]bool{}
	collect(x.resolve(field.Value), choices)
	if words := wantAttribute(field.Attrs); words != "" {
		return words, choices
	}
	if ident, ok := field.Value.(*ast.Ident); ok {
		if words := x.words(ident.Name); words != "" {
			return words, choices
		}
	}
	resolved := x.resolve(field.Value)
	switch v := resolved.(type) {
	case *ast.StructLit:
		return "a struct", choices
	case *ast.ListLit:
		if len(v.Elts) > 0 {
			if _, open := v.Elts[0].(*ast.Ellipsis); !open {
				return "a list with at least one element", choices
			}
		}
		return "a list", choices
	}
	if len(choices) > 0 {
		return oneOf(choices), choices
	}
	if words := wholeNumber(resolved); words != "" {
		return words, choices
	}
	return expression(resolved), choices
}

// oneOf lists choices as people do.
func oneOf(choices map[string]bool) string {
	names := slices.Sorted(maps.Keys(choices))
	for i, name := range names {
		names[i] = strconv.Quote(name)
	}
	if len(names) == 1 {
		return names[0]
	}
	return strings.Join(names[:len(names)-1], ", ") + " or " + names[len(names)-1]
}

// wholeNumber puts `int & >=1 & <=8`, with or without a default, into words; "" for anything else.
func wholeNumber(e ast.Expr) string {
	var least, most string
	whole := false
	var walk func(ast.Expr) bool
	walk = func(e ast.Expr) bool {
		switch v := e.(type) {
		case *ast.Ident:
			whole = v.Name == "int"
			return whole
		case *ast.BasicLit:
			return true // A default.
		case *ast.BinaryExpr:
			return (v.Op == token.AND || v.Op == token.OR) && walk(v.X) && walk(v.Y)
		case *ast.UnaryExpr:
			switch v.Op {
			case token.GEQ:
				least = expression(v.X)
			case token.LEQ:
				most = expression(v.X)
			case token.MUL:
			default:
				return false
			}
			return true
		}
		return false
	}
	if !walk(e) || !whole || least == "" || most == "" {
		return ""
	}
	return "a whole number from " + least + " to " + most
}

// words are what is said of a constraint on a scalar, such as _name.
func (x expectations) words(name string) string {
	return constraintWords[name]
}

// constraintWords say in words what a regular expression says in signs. A test holds them against the schema.
var constraintWords = map[string]string{
	"_storageKind":   "standard, fast, bulk or transient",
	"_groupKind":     "a kind with its API group, such as Deployment.apps; a kind alone is of the core group",
	"_imagePrefix":   "a registry, or one with a path, such as ghcr.io/sutazai",
	"_name":          "a DNS-1123 label of at most 40 characters: a-z, 0-9 and -, first a letter",
	"_port":          "a port from 1 to 65535",
	"_percent":       "a whole number from 1 to 100",
	"_cpu":           `cores or millicores, such as "2" or "250m"`,
	"_bytes":         `bytes, such as "512Mi" or "128G"`,
	"_duration":      `a number with one unit s, m, h or d, such as "90d"`,
	"_cidr":          `a network, such as "10.0.0.0/16"`,
	"_hostname":      `a full DNS name, such as "api.example.com"`,
	"_labelValue":    "a label value: at most 63 letters, digits, -, _ and .",
	"_text":          "one line of 2 to 200 characters, no space at either end",
	"_date":          `a day, such as "2026-01-31"`,
	"_portName":      "a port name of at most 15 characters: a-z, 0-9 and -, first a letter",
	"_modelTag":      `an Ollama tag with a size, such as "llama3.2:1b"; never "latest"`,
	"_path":          `an absolute path, such as "/data"`,
	"_resource":      `a plural name, such as "pods" or "pods/log"; no wildcard`,
	"_envName":       "the name of a variable: letters, digits and _",
	"_requirementID": `an id, such as "ARC-01"`,
	"_ruleID":        `a rule, such as "pods/non-root"`,
	"_testName":      `a test, such as "TestScripts/usage" or "generators/capacity.TestReport"`,
}

func wantAttribute(attributes []*ast.Attribute) string {
	for _, attribute := range attributes {
		if body, ok := strings.CutPrefix(attribute.Text, "@want("); ok {
			if words, err := literal.Unquote(strings.TrimSuffix(body, ")")); err == nil {
				return words
			}
		}
	}
	return ""
}

// collect gathers the string literals of a disjunction.
func collect(e ast.Expr, choices map[string]bool) {
	switch v := e.(type) {
	case *ast.BinaryExpr:
		if v.Op == token.OR {
			collect(v.X, choices)
			collect(v.Y, choices)
		}
	case *ast.UnaryExpr:
		collect(v.X, choices)
	case *ast.BasicLit:
		if v.Kind == token.STRING {
			if s, err := literal.Unquote(v.Value); err == nil {
				choices[s] = true
			}
		}
	}
}

// explainer turns the evaluator's errors into problems: one for each field, where a person can mend it.
type explainer struct {
	expect expectations
	// first is asked for a position before second, which may be nil.
	first, second index
}

// prefixed explains errors whose paths begin below prefix.
type prefixed struct {
	explainer
	prefix []string
}

func (x explainer) below(prefix []string) prefixed { return prefixed{x, prefix} }

func (x explainer) problems(err error) schema.Problems { return x.below(nil).problems(err) }

// problems explains every error; those of one field, and of a struct around a wrong field, become one.
func (x prefixed) problems(err error) schema.Problems {
	byPath := map[string]cueerrors.Error{}
	var paths [][]string
	var problems schema.Problems
	for _, e := range cueerrors.Errors(err) {
		path := append(slices.Clone(x.prefix), unquoted(e.Path())...)
		if len(path) == 0 {
			problems = append(problems, schema.Problem{Position: positionOf(e.Position()), Message: cause(e)})
			continue
		}
		if x.first.doubled(path) {
			continue // Said by twice; that the two writings disagree is no news.
		}
		if _, again := byPath[key(path)]; !again {
			byPath[key(path)] = e
			paths = append(paths, path)
		}
	}
	for _, path := range paths {
		if slices.ContainsFunc(paths, func(other []string) bool {
			return len(other) > len(path) && slices.Equal(other[:len(path)], path)
		}) {
			continue
		}
		problems = append(problems, x.problem(path, byPath[key(path)]))
	}
	return problems
}

// unquoted takes the quotes off the elements of CUE's paths.
func unquoted(path []string) []string {
	out := make([]string, len(path))
	for i, element := range path {
		if s, err := literal.Unquote(element); err == nil {
			element = s
		}
		out[i] = element
	}
	return out
}

func (x prefixed) problem(path []string, e cueerrors.Error) schema.Problem {
	found, depth := x.locate(path)
	problem := schema.Problem{Position: found.position, Path: dotted(path)}
	if x.second != nil && found.overrides {
		problem.Path = "override." + problem.Path
	}
	if problem.Position.File == "" {
		problem.Position = userPosition(e)
	}
	said := cause(e)
	want, choices := x.expect.want(path)
	switch {
	case strings.Contains(said, "not allowed"):
		known := x.expect.fields(path[:len(path)-1])
		last := path[len(path)-1]
		if len(known) == 0 && x.expect.at(path[:len(path)-1]) != nil {
			problem.Message = "not a name that is allowed here"
			if pattern := x.expect.pattern(path[:len(path)-1]); pattern != "" {
				problem.Message = fmt.Sprintf("%q is not %s", last, pattern)
			}
			break
		}
		problem.Message = "no such field" + schema.Suggest(last, known)
	case depth < len(path) && isKey(path):
		// The entry's name is its key, and it is the key that a person wrote.
		problem.Path = dotted(path[:len(path)-1])
		problem.Message = fmt.Sprintf("%q is not %s", path[len(path)-2], want)
	case depth < len(path) && (strings.Contains(said, "required") || strings.Contains(said, "incomplete")):
		problem.Message = "missing; want " + orSomething(want)
	case depth < len(path) || want == "":
		problem.Message = said
	default:
		problem.Message = fmt.Sprintf("got %s, want %s", expression(found.value), want)
		if lit, ok := found.value.(*ast.BasicLit); ok && lit.Kind == token.STRING && len(choices) > 0 {
			if got, err := literal.Unquote(lit.Value); err == nil {
				if hint := schema.Suggest(got, choices); strings.Contains(hint, "mean") {
					problem.Message += hint
				}
			}
		}
	}
	return problem
}

// cause is what went wrong at the bottom of an error, such as the import that failed.
func cause(e cueerrors.Error) string {
	for {
		var inner cueerrors.Error
		if !errors.As(errors.Unwrap(e), &inner) {
			return message(e)
		}
		e = inner
	}
}

// isKey says whether a field holds the name under which its struct stands.
func isKey(path []string) bool {
	last := path[len(path)-1]
	return len(path) > 2 && (last == "name" || last == "id")
}

// pattern says which names a map takes.
func (x expectations) pattern(path []string) string {
	field := x.at(path)
	if field == nil {
		return ""
	}
	s, ok := x.resolve(field.Value).(*ast.StructLit)
	if !ok {
		return ""
	}
	for _, declaration := range s.Elts {
		member, ok := declaration.(*ast.Field)
		if !ok {
			continue
		}
		if label, ok := member.Label.(*ast.ListLit); ok && len(label.Elts) == 1 {
			e := label.Elts[0]
			if alias, ok := e.(*ast.Alias); ok {
				e = alias.Expr
			}
			if ident, ok := e.(*ast.Ident); ok {
				if words := x.words(ident.Name); words != "" {
					return words
				}
			}
			return expression(x.resolve(e))
		}
	}
	return ""
}

func orSomething(want string) string {
	if want == "" {
		return "a value"
	}
	return want
}

// locate asks the override first when it says as much of the path as the entry does.
func (x explainer) locate(path []string) (place, int) {
	if x.second == nil {
		return x.first.find(path)
	}
	over, overDepth := x.first.find(append([]string{"override"}, path...))
	over.overrides = true
	entry, entryDepth := x.second.find(path)
	if overDepth > 3 && overDepth-1 >= entryDepth {
		return over, overDepth - 1
	}
	if entryDepth > 0 {
		return entry, entryDepth
	}
	return over, overDepth - 1
}

// userPosition is the first position of an error outside the schema.
func userPosition(e cueerrors.Error) schema.Position {
	for _, pos := range append([]token.Pos{e.Position()}, e.InputPositions()...) {
		if p := positionOf(pos); p.File != "" && !strings.HasPrefix(p.File, "schema/") {
			return p
		}
	}
	return positionOf(e.Position())
}
