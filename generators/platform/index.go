package platform

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/format"

	"github.com/sutazai/sutaz/schema"
)

// index knows where each field of the description was written. It reads the syntax, not values, so that the answer is
// the line that a person edits and never a line of the schema.
type index map[string][]place

// place is one writing of one field.
type place struct {
	position schema.Position
	// value is the expression, and leaf is true when it is not a struct: what is written twice cannot be a leaf.
	value ast.Expr
	leaf  bool
	// overrides is true where an environment overrides an entry.
	overrides bool
	// made is true for a loop or a reference, which stands for the fields that it makes.
	made bool
}

// separator joins path elements; it cannot occur in a label that people write.
const separator = "\x00"

// computed stands for the fields that a loop makes: they have no line of their own but the loop's.
const computed = "\x01"

func key(path []string) string { return strings.Join(path, separator) }

// newIndex indexes the fields of files.
func newIndex(files ...[]*ast.File) index {
	ix := index{}
	for _, group := range files {
		for _, f := range group {
			ix.declarations(nil, f.Decls)
		}
	}
	return ix
}

func (ix index) declarations(path []string, declarations []ast.Decl) {
	for _, declaration := range declarations {
		if loop, ok := declaration.(*ast.Comprehension); ok {
			k := key(append(slices.Clip(path), computed))
			ix[k] = append(ix[k], place{position: positionOf(loop.Pos()), value: loop.Value, made: true})
			continue
		}
		field, ok := declaration.(*ast.Field)
		if !ok {
			continue
		}
		name := labelName(field.Label)
		if name == "" {
			continue
		}
		ix.value(append(slices.Clip(path), name), positionOf(field.Label.Pos()), field.Value)
	}
}

func (ix index) value(path []string, position schema.Position, value ast.Expr) {
	k := key(path)
	ix[k] = append(ix[k], place{position: position, value: value, leaf: literalLeaf(value), made: isReference(value)})
	switch v := value.(type) {
	case *ast.StructLit:
		ix.declarations(path, v.Elts)
	case *ast.ListLit:
		for i, element := range v.Elts {
			ix.value(append(slices.Clip(path), strconv.Itoa(i)), positionOf(element.Pos()), element)
		}
	}
}

// literalLeaf says whether an expression is a scalar or a list as written. References and computed values may be
// structs; where they disagree with another writing, the evaluator says so.
func literalLeaf(e ast.Expr) bool {
	switch v := e.(type) {
	case *ast.BasicLit, *ast.ListLit, *ast.Interpolation:
		return true
	case *ast.UnaryExpr:
		return literalLeaf(v.X)
	}
	return false
}

// isReference says whether an expression takes its value from elsewhere in the description.
func isReference(e ast.Expr) bool {
	switch e.(type) {
	case *ast.Ident, *ast.SelectorExpr, *ast.IndexExpr:
		return true
	}
	return false
}

// find is the place of the field, or of the nearest field around it, and how many elements of the path it covers.
func (ix index) find(path []string) (place, int) {
	for n := len(path); n > 0; n-- {
		for _, k := range []string{key(path[:n]), key(append(slices.Clone(path[:n-1]), computed))} {
			if places := ix[k]; len(places) > 0 {
				return places[len(places)-1], n
			}
		}
	}
	return place{}, 0
}

// twice finds fields that are written more than once: in one value they would have to agree, and the second writing
// hides that the first is there. Of an entry that stands twice, only that is said.
func (ix index) twice() schema.Problems {
	var problems schema.Problems
	for k, places := range ix {
		path := strings.Split(k, separator)
		if !ix.again(path) || ix.doubled(path[:len(path)-1]) {
			continue
		}
		first := places[0]
		for _, other := range places[1:] {
			message := fmt.Sprintf("set twice; also at %s; remove one%s", first.position, hint(path))
			if isEntry(path) {
				message = fmt.Sprintf("a second entry of this name; the first is at %s", first.position)
			}
			problems = append(problems, schema.Problem{Position: other.position, Path: dotted(path), Message: message})
		}
	}
	return problems
}

// isEntry says whether a path is that of an agent.
func isEntry(path []string) bool { return len(path) == 2 && path[0] == "agents" }

// again says whether a field is written more than once and may not be: structs may, since people split them.
func (ix index) again(path []string) bool {
	places := ix[key(path)]
	return len(places) > 1 && (isEntry(path) || slices.ContainsFunc(places, func(p place) bool { return p.leaf }))
}

// doubled says whether a field or a struct around it is written more than once and may not be.
func (ix index) doubled(path []string) bool {
	for n := len(path); n > 0; n-- {
		if ix.again(path[:n]) {
			return true
		}
	}
	return false
}

// hint says how an environment changes what the catalog says.
func hint(path []string) string {
	if path[0] != "agents" {
		return ""
	}
	return fmt.Sprintf(", or use override: agents: %s: in an environment", path[1])
}

// entries finds what an environment says of agents outside of override.
func (ix index) entries() schema.Problems {
	var problems schema.Problems
	for k, places := range ix {
		if path := strings.Split(k, separator); isEntry(path) {
			problems = append(problems, schema.Problem{Position: places[0].position, Path: dotted(path),
				Message: fmt.Sprintf("entries stand in %s; an environment changes one with override: agents: %s:", agentsDir, path[1])})
		}
	}
	return problems
}

// dotted is a path as people write it in CUE.
func dotted(path []string) string {
	var b strings.Builder
	for i, element := range path {
		if i > 0 {
			b.WriteByte('.')
		}
		if plain(element) {
			b.WriteString(element)
		} else {
			b.WriteString(strconv.Quote(element))
		}
	}
	return b.String()
}

// plain says whether an element needs no quotes: letters, digits, and dashes as agents have them.
func plain(element string) bool {
	for _, r := range element {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_' && r != '$' {
			return false
		}
	}
	return element != ""
}

// expression prints an expression on one line, shortened when it is long.
func expression(e ast.Expr) string {
	data, err := format.Node(e, format.Simplify())
	if err != nil {
		return "?"
	}
	text := strings.Join(strings.Fields(string(data)), " ")
	if runes := []rune(text); len(runes) > 60 {
		text = string(runes[:57]) + "..."
	}
	return text
}
