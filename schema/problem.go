package schema

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Position is a place in a file; Line and Column count from 1 and are 0 where they are unknown.
type Position struct {
	// File is relative to the root of the description.
	File         string
	Line, Column int
}

// String is "file:line:column", as editors read it.
func (p Position) String() string {
	if p.Line == 0 {
		return p.File
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
}

// Compare orders positions by file, line and column.
func (p Position) Compare(other Position) int {
	return cmp.Or(cmp.Compare(p.File, other.File), cmp.Compare(p.Line, other.Line), cmp.Compare(p.Column, other.Column))
}

// Problem is one mistake in the description.
type Problem struct {
	// Position is where to change something.
	Position Position
	// Path is the field, such as agents.crewai.tier.
	Path string
	// Message says what was expected and how to mend it.
	Message string
}

// String is one line for people and editors.
func (p Problem) String() string {
	if p.Path == "" {
		return fmt.Sprintf("%s: %s", p.Position, p.Message)
	}
	return fmt.Sprintf("%s: %s: %s", p.Position, p.Path, p.Message)
}

// Problems are all mistakes of one description. As an error, it means invalid input.
type Problems []Problem

// Error lists the problems, one a line, in the order of their positions.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

// Sorted returns the problems in the order of their positions, each once.
func (ps Problems) Sorted() Problems {
	sorted := slices.Clone(ps)
	slices.SortFunc(sorted, func(a, b Problem) int {
		return cmp.Or(a.Position.Compare(b.Position), cmp.Compare(a.Path, b.Path), cmp.Compare(a.Message, b.Message))
	})
	return slices.Compact(sorted)
}

// Issue is a problem that is not yet tied to a file: a check of the model knows the field, its loader the line.
type Issue struct {
	// Path is the field in the platform, outermost first.
	Path []string
	// Message says what was expected and how to mend it.
	Message string
}
