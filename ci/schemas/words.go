package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// addWords adds the words that fields take, where the type of the field is marked as a closed set: the documents leave
// them out.
func addWords(api string, shapes map[string]map[string]any) error {
	dirs, err := packages(api)
	if err != nil {
		return err
	}
	syntax, words := map[string][]*ast.File{}, map[string][]string{}
	for _, dir := range dirs {
		files, err := parse(dir)
		if err != nil {
			return err
		}
		name := goPackage(dir)
		syntax[name] = files
		for _, file := range files {
			addEnums(name, file, words)
		}
	}
	for name, files := range syntax {
		for _, file := range files {
			addFields(name, file, words, shapes)
		}
	}
	return nil
}

// goPackage is <group>.<version>, as in the names of definitions.
func goPackage(dir string) string { return filepath.Base(filepath.Dir(dir)) + "." + filepath.Base(dir) }

func parse(dir string) (files []*ast.File, err error) {
	names, err := filepath.Glob(filepath.Join(dir, "types*.go"))
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	return files, nil
}

// addEnums reads the constants of types that are marked "+enum".
func addEnums(name string, file *ast.File, words map[string][]string) {
	closed := map[string]bool{}
	eachSpec(file, func(decl *ast.GenDecl, spec ast.Spec) {
		if t, ok := spec.(*ast.TypeSpec); ok && (marked(decl.Doc) || marked(t.Doc)) {
			closed[t.Name.Name] = true
		}
	})
	eachSpec(file, func(_ *ast.GenDecl, spec ast.Spec) {
		v, ok := spec.(*ast.ValueSpec)
		if !ok {
			return
		}
		of, _ := v.Type.(*ast.Ident)
		if of == nil || !closed[of.Name] {
			return
		}
		for _, value := range v.Values {
			if literal, ok := value.(*ast.BasicLit); ok {
				word, err := strconv.Unquote(literal.Value)
				if err == nil && word != "" {
					words[name+"."+of.Name] = append(words[name+"."+of.Name], word)
				}
			}
		}
	})
}

func eachSpec(file *ast.File, visit func(*ast.GenDecl, ast.Spec)) {
	for _, decl := range file.Decls {
		if general, ok := decl.(*ast.GenDecl); ok {
			for _, spec := range general.Specs {
				visit(general, spec)
			}
		}
	}
}

func marked(doc *ast.CommentGroup) bool {
	return doc != nil && slices.ContainsFunc(doc.List, func(c *ast.Comment) bool { return strings.TrimSpace(strings.TrimPrefix(c.Text, "//")) == "+enum" })
}

// addFields gives the properties of a definition the words of the types of its fields.
func addFields(name string, file *ast.File, words map[string][]string, shapes map[string]map[string]any) {
	imports := map[string]string{}
	for _, i := range file.Imports {
		path, err := strconv.Unquote(i.Path.Value)
		if err == nil && i.Name != nil {
			imports[i.Name.Name] = goPackage(path)
		}
	}
	eachSpec(file, func(_ *ast.GenDecl, spec ast.Spec) {
		t, ok := spec.(*ast.TypeSpec)
		if !ok {
			return
		}
		shape := shapes["io.k8s.api."+name+"."+t.Name.Name]
		of, ok := t.Type.(*ast.StructType)
		if shape == nil || !ok {
			return
		}
		properties, _ := shape["properties"].(map[string]any)
		for _, field := range of.Fields.List {
			if field.Tag == nil {
				continue
			}
			tag, err := strconv.Unquote(field.Tag.Value)
			if err != nil {
				continue
			}
			property, _, _ := strings.Cut(reflect.StructTag(tag).Get("json"), ",")
			target, _ := properties[property].(map[string]any)
			set := words[typeName(name, field.Type, imports)]
			if items, ok := target["items"].(map[string]any); ok {
				target = items
			}
			if target != nil && len(set) > 0 {
				target["enum"] = set
			}
		}
	})
}

// typeName is the type of a field, or of the items of a list, with its package.
func typeName(name string, expression ast.Expr, imports map[string]string) string {
	switch e := expression.(type) {
	case *ast.Ident:
		return name + "." + e.Name
	case *ast.StarExpr:
		return typeName(name, e.X, imports)
	case *ast.ArrayType:
		return typeName(name, e.Elt, imports)
	case *ast.SelectorExpr:
		if alias, ok := e.X.(*ast.Ident); ok {
			return imports[alias.Name] + "." + e.Sel.Name
		}
	}
	return ""
}
