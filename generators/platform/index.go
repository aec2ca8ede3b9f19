package platform

import (
	"fmt"
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
}

// separator joins path elements; it cannot occur in a label that people write.
const separator = "\x00"

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
		field, ok := declaration.(*ast.Field)
		if !ok {
			continue
		}
		name := labelName(field.Label)
		if name == "" {
			continue
		}
		at := append(path[:len(path):len(path)], name)
		ix.value(at, positionOf(field.Label.Pos()), field.Value)
	}
}

func (ix index) value(path []string, position schema.Position, value ast.Expr) {
	k := key(path)
	ix[k] = append(ix[k], place{position: position, value: value, leaf: literalLeaf(value)})
	switch v := value.(type) {
	case *ast.StructLit:
		ix.declarations(path, v.Elts)
	case *ast.ListLit:
		for i, element := range v.Elts {
			at := append(path[:len(path):len(path)], strconv.Itoa(i))
			ix.value(at, positionOf(element.Pos()), element)
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

// find is the place of the field, or of the nearest field around it, and how many elements of the path it covers.
func (ix index) find(path []string) (place, int) {
	for n := len(path); n > 0; n-- {
		if places := ix[key(path[:n])]; len(places) > 0 {
			return places[len(places)-1], n
		}
	}
	return place{}, 0
}

// twice finds fields that are written more than once: in one value they would have to agree, and the second writing
// hides that the first is there.
func (ix index) twice() schema.Problems {
	var problems schema.Problems
	for k, places := range ix {
		path := strings.Split(k, separator)
		entry := len(path) == 2 && path[0] == "agents"
		first := places[0]
		for _, other := range places[1:] {
			switch {
			case entry:
				problems = append(problems, schema.Problem{Position: other.position, Path: dotted(path),
					Message: fmt.Sprintf("a second entry of this name; the first is at %s", first.position)})
			case other.leaf || first.leaf:
				problems = append(problems, schema.Problem{Position: other.position, Path: dotted(path),
					Message: fmt.Sprintf("set twice; also at %s. Remove one, or use override: agents: in an environment", first.position)})
			}
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
