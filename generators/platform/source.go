package platform

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"cuelang.org/go/cue/ast"
	cueerrors "cuelang.org/go/cue/errors"
	"cuelang.org/go/cue/literal"
	"cuelang.org/go/cue/parser"
	"cuelang.org/go/cue/scanner"
	"cuelang.org/go/cue/token"

	"github.com/sutazai/sutaz/schema"
)

// The description is written by people, but a pull request may come from anybody: what is larger or deeper than any
// real one is refused before it is parsed.
const (
	maxFileBytes = 1 << 20
	maxFiles     = 20000
	maxNesting   = 64
)

const (
	environmentsDir = "environments"
	agentsDir       = "environments/agents"
	moduleFile      = "cue.mod/module.cue"
)

// source is a parsed description, not yet evaluated.
type source struct {
	module string
	// shared, catalog and own are the files of environments/, environments/agents/ and of each environment.
	shared, catalog []*ast.File
	own             map[string][]*ast.File
}

// file is one CUE file that was read.
type file struct {
	name string
	data []byte
}

// read parses every CUE file of the description. Errors are schema.Problems, or those of fsys.
func read(fsys fs.FS) (*source, error) {
	module, err := readModule(fsys)
	if err != nil {
		return nil, err
	}
	s := &source{module: module, own: map[string][]*ast.File{}}
	shared, dirs, err := list(fsys, environmentsDir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, schema.Problems{{Position: schema.Position{File: environmentsDir}, Message: missingEnvironments}}
	}
	if err != nil {
		return nil, err
	}
	var problems schema.Problems
	budget := maxFiles
	if s.shared, err = parseAll(fsys, shared, &budget, &problems); err != nil {
		return nil, err
	}
	for _, dir := range dirs {
		names, _, err := list(fsys, path.Join(environmentsDir, dir))
		if err != nil {
			return nil, err
		}
		files, err := parseAll(fsys, names, &budget, &problems)
		if err != nil {
			return nil, err
		}
		switch {
		case dir == path.Base(agentsDir):
			s.catalog = files
		case len(names) > 0:
			s.own[dir] = files
		}
	}
	if len(problems) > 0 {
		return nil, problems.Sorted()
	}
	if len(s.own) == 0 {
		return nil, schema.Problems{{Position: schema.Position{File: environmentsDir}, Message: missingEnvironments}}
	}
	return s, nil
}

const missingEnvironments = "no environment is described here; add a directory such as environments/dev with a CUE file " +
	"of package platform that sets the field environment, or choose the repository with --dir"

// readModule reads the module path, by which files import each other.
func readModule(fsys fs.FS) (string, error) {
	data, err := readFile(fsys, moduleFile)
	if errors.Is(err, fs.ErrNotExist) {
		return "", schema.Problems{{Position: schema.Position{File: moduleFile}, Message: `missing; it holds the name of the CUE module, such as module: "example.com/platform@v0"`}}
	}
	if err != nil {
		return "", err
	}
	parsed, err := parser.ParseFile(moduleFile, data)
	if err != nil {
		return "", syntaxProblems(err)
	}
	for _, declaration := range parsed.Decls {
		field, ok := declaration.(*ast.Field)
		if !ok || labelName(field.Label) != "module" {
			continue
		}
		if lit, ok := field.Value.(*ast.BasicLit); ok {
			if name, err := literal.Unquote(lit.Value); err == nil {
				name, _, _ = strings.Cut(name, "@")
				return name, nil
			}
		}
	}
	return "", schema.Problems{{Position: schema.Position{File: moduleFile, Line: 1, Column: 1}, Message: `no module: field with the name of the CUE module`}}
}

// list returns the CUE files of a directory, as paths, and its directories, as names; both sorted.
func list(fsys fs.FS, dir string) (files, dirs []string, err error) {
	entries, err := fs.ReadDir(fsys, dir)
	if err != nil {
		return nil, nil, err
	}
	for _, entry := range entries {
		name := entry.Name()
		switch {
		case strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_"):
			// As CUE does.
		case entry.IsDir():
			dirs = append(dirs, name)
		case strings.HasSuffix(name, ".cue"):
			files = append(files, path.Join(dir, name))
		}
	}
	slices.Sort(files)
	return files, dirs, nil
}

// readFile reads at most maxFileBytes.
func readFile(fsys fs.FS, name string) ([]byte, error) {
	info, err := fs.Stat(fsys, name)
	if err != nil {
		return nil, err
	}
	if info.Size() > maxFileBytes {
		return nil, schema.Problems{{Position: schema.Position{File: name}, Message: fmt.Sprintf("has %d bytes; at most %d", info.Size(), maxFileBytes)}}
	}
	return fs.ReadFile(fsys, name)
}

// parseAll parses files; what is wrong in them is appended to problems, so that all is said at once.
func parseAll(fsys fs.FS, names []string, budget *int, problems *schema.Problems) ([]*ast.File, error) {
	if *budget -= len(names); *budget < 0 {
		return nil, schema.Problems{{Position: schema.Position{File: environmentsDir}, Message: fmt.Sprintf("more than %d files", maxFiles)}}
	}
	files := make([]*ast.File, 0, len(names))
	for _, name := range names {
		data, err := readFile(fsys, name)
		if err != nil {
			var found schema.Problems
			if !errors.As(err, &found) {
				return nil, err
			}
			*problems = append(*problems, found...)
			continue
		}
		parsed, found := parse(file{name, data})
		if found != nil {
			*problems = append(*problems, found...)
			continue
		}
		files = append(files, parsed)
	}
	return files, nil
}

func parse(f file) (*ast.File, schema.Problems) {
	if position, deep := nesting(f); deep {
		return nil, schema.Problems{{Position: position, Message: fmt.Sprintf("nested deeper than %d", maxNesting)}}
	}
	parsed, err := parser.ParseFile(f.name, f.data, parser.ParseComments)
	if err != nil {
		return nil, syntaxProblems(err)
	}
	return parsed, nil
}

// nesting finds the first token that is nested too deep: in brackets, or in a chain of labels or operators. It keeps
// the recursive parser from running out of stack.
func nesting(f file) (schema.Position, bool) {
	var s scanner.Scanner
	tokens := token.NewFile(f.name, -1, len(f.data))
	s.Init(tokens, f.data, func(token.Pos, string, []interface{}) {}, 0)
	brackets, chain := 0, 0
	for {
		pos, tok, _ := s.Scan()
		switch tok {
		case token.EOF:
			return schema.Position{}, false
		case token.LBRACE, token.LBRACK, token.LPAREN, token.INTERPOLATION:
			brackets++
		case token.RBRACE, token.RBRACK, token.RPAREN:
			brackets--
		case token.COMMA:
			chain = 0
		case token.COLON, token.SUB, token.ADD, token.NOT, token.MUL, token.GTR, token.LSS, token.GEQ, token.LEQ, token.NEQ, token.MAT, token.NMAT:
			chain++
		default:
			// Neither nests nor chains.
		}
		if brackets > maxNesting || chain > maxNesting {
			position := pos.Position()
			return schema.Position{File: f.name, Line: position.Line, Column: position.Column}, true
		}
	}
}

func syntaxProblems(err error) schema.Problems {
	var problems schema.Problems
	for _, e := range cueerrors.Errors(err) {
		problems = append(problems, schema.Problem{Position: positionOf(e.Position()), Message: message(e)})
	}
	return problems
}

func message(e cueerrors.Error) string {
	format, args := e.Msg()
	return fmt.Sprintf(format, args...)
}

func positionOf(pos token.Pos) schema.Position {
	if !pos.IsValid() {
		return schema.Position{}
	}
	p := pos.Position()
	return schema.Position{File: p.Filename, Line: p.Line, Column: p.Column}
}

// labelName is the name of a regular field, or "" for patterns, aliases and computed names.
func labelName(label ast.Label) string {
	switch l := label.(type) {
	case *ast.Ident:
		return l.Name
	case *ast.BasicLit:
		if name, err := literal.Unquote(l.Value); err == nil {
			return name
		}
	}
	return ""
}
