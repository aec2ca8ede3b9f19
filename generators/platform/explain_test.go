package platform

import (
	"slices"
	"testing"

	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/token"
)

// Each regular expression that has a name in the schema is said in words, and nothing is said of what is not there.
func TestConstraintWords(t *testing.T) {
	t.Parallel()
	files, err := schemaFiles()
	if err != nil {
		t.Fatal(err)
	}
	definitions := newExpectations(files).definitions
	for name, value := range definitions {
		if unary, ok := value.(*ast.UnaryExpr); ok && unary.Op == token.MAT && constraintWords[name] == "" {
			t.Errorf("%s is a regular expression without words", name)
		}
	}
	for name := range constraintWords {
		if definitions[name] == nil {
			t.Errorf("%s has words, and is not in the schema", name)
		}
	}
}

// No message may show a regular expression where a field can have words.
func TestEveryPatternHasWords(t *testing.T) {
	t.Parallel()
	files, err := schemaFiles()
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		ast.Walk(file, func(n ast.Node) bool {
			field, ok := n.(*ast.Field)
			if !ok || slices.Contains([]string{"", "_"}, labelName(field.Label)) || labelName(field.Label)[0] == '_' {
				return true
			}
			if raw(field.Value) && wantAttribute(field.Attrs) == "" {
				t.Errorf("%s: %s has a regular expression and no @want", positionOf(field.Pos()), labelName(field.Label))
			}
			return true
		}, nil)
	}
}

// raw says whether a constraint on a scalar is, or holds, a regular expression.
func raw(e ast.Expr) bool {
	switch v := e.(type) {
	case *ast.UnaryExpr:
		return v.Op == token.MAT
	case *ast.BinaryExpr:
		return raw(v.X) || raw(v.Y)
	}
	return false
}
