package platform

import (
	"encoding/json"
	"io/fs"
	"path"
	"slices"
	"strings"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/build"
	"cuelang.org/go/cue/cuecontext"
	cueerrors "cuelang.org/go/cue/errors"
	"cuelang.org/go/cue/parser"
	"cuelang.org/go/cue/token"

	"github.com/sutazai/sutaz/schema"
)

// evaluator turns a parsed description into JSON, one environment at a time. The catalog is evaluated once.
type evaluator struct {
	source  *source
	ctx     *cue.Context
	build   *build.Context
	imports map[string]*build.Instance
	schema  cue.Value
	expect  expectations
}

// newEvaluator parses the schema that this program was built with and prepares the imports of the description.
func newEvaluator(s *source) (*evaluator, error) {
	definitions, err := schemaFiles()
	if err != nil {
		return nil, err
	}
	ev := &evaluator{source: s, ctx: cuecontext.New(), imports: map[string]*build.Instance{}, expect: newExpectations(definitions)}
	ev.build = build.NewContext(build.Loader(ev.load))
	instance, err := ev.instance("schema", definitions)
	if err != nil {
		return nil, err
	}
	ev.imports[schema.ImportPath] = instance
	ev.schema = ev.ctx.BuildInstance(instance)
	return ev, ev.schema.Err()
}

func schemaFiles() ([]*ast.File, error) {
	names, err := fs.Glob(schema.Files, "*.cue")
	if err != nil {
		return nil, err
	}
	var files []*ast.File
	for _, name := range names {
		data, err := fs.ReadFile(schema.Files, name)
		if err != nil {
			return nil, err
		}
		parsed, err := parser.ParseFile(path.Join("schema", name), data, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		files = append(files, parsed)
	}
	return files, nil
}

// load finds an imported package. It never leaves the description: nothing is fetched.
func (ev *evaluator) load(pos token.Pos, importPath string) *build.Instance {
	importPath, _, _ = strings.Cut(importPath, "@")
	importPath, _, _ = strings.Cut(importPath, ":")
	if instance, done := ev.imports[importPath]; done {
		return instance
	}
	if first, _, _ := strings.Cut(importPath, "/"); !strings.Contains(first, ".") {
		return nil // CUE's own library.
	}
	instance := ev.build.NewInstance("", ev.load)
	if importPath == path.Join(ev.source.module, agentsDir) {
		catalog, err := ev.instance(agentsDir, ev.source.catalog)
		if err != nil {
			instance.Err = cueerrors.Promote(err, "")
			catalog = instance
		}
		ev.imports[importPath] = catalog
		return catalog
	}
	instance.Err = cueerrors.Newf(pos, "import %q is not here; packages come from %s, %s and CUE's own library, never from a registry",
		importPath, schema.ImportPath, path.Join(ev.source.module, agentsDir))
	return instance
}

func (ev *evaluator) instance(dir string, files []*ast.File) (*build.Instance, error) {
	instance := ev.build.NewInstance(dir, ev.load)
	for _, f := range files {
		if err := instance.AddSyntax(f); err != nil {
			return nil, err
		}
	}
	if err := instance.Complete(); err != nil {
		return nil, err
	}
	return instance, nil
}

// environment evaluates one environment without its agents, and says what is wrong in it.
func (ev *evaluator) environment(name string) (*schema.Platform, schema.Problems) {
	files := slices.Concat(ev.source.shared, ev.source.own[name])
	ix := newIndex(files)
	explain := explainer{ev.expect, ix, nil}
	instance, err := ev.instance(path.Join(environmentsDir, name), files)
	if err != nil {
		return nil, explain.problems(err)
	}
	value := ev.ctx.BuildInstance(instance)
	problems := append(ix.twice(), ix.entries()...)
	platform := &schema.Platform{}
	fields, err := value.Fields(cue.Optional(false))
	if err != nil {
		return nil, explain.problems(value.Validate(cue.Concrete(true)))
	}
	known := ev.expect.fields([]string{})
	document := map[string]json.RawMessage{}
	for fields.Next() {
		label := fields.Selector().Unquoted()
		if _, ok := known[label]; !ok {
			found, _ := ix.find([]string{label})
			problems = append(problems, schema.Problem{Position: found.position, Path: label,
				Message: "no such field" + schema.Suggest(label, known)})
			continue
		}
		if label == "agents" {
			continue
		}
		if err := fields.Value().Validate(cue.Concrete(true), cue.Final()); err != nil {
			problems = append(problems, explain.problems(err)...)
			continue
		}
		data, err := fields.Value().MarshalJSON()
		if err != nil {
			problems = append(problems, explain.problems(err)...)
			continue
		}
		document[label] = data
	}
	if _, described := document["environment"]; !described && len(problems) == 0 {
		problems = append(problems, schema.Problem{Position: schema.Position{File: path.Join(environmentsDir, name)}, Path: "environment",
			Message: "missing; it says what the environment is"})
	}
	if len(problems) > 0 {
		return nil, problems
	}
	data, err := json.Marshal(document)
	if err == nil {
		err = json.Unmarshal(data, platform)
	}
	if err != nil {
		return nil, schema.Problems{{Position: schema.Position{File: path.Join(environmentsDir, name)}, Message: err.Error()}}
	}
	return platform, nil
}

// catalogEntries evaluates the catalog: each agent as JSON, by name.
func (ev *evaluator) catalogEntries() (map[string]json.RawMessage, schema.Problems) {
	ix := newIndex(ev.source.catalog)
	explain := explainer{ev.expect, ix, nil}
	importPath := path.Join(ev.source.module, agentsDir)
	instance := ev.load(token.NoPos, importPath)
	if instance.Err != nil {
		return nil, explain.problems(instance.Err)
	}
	built := ev.ctx.BuildInstance(instance)
	value := built.LookupPath(cue.ParsePath("agents"))
	if err := built.Err(); err != nil {
		value = built
	}
	problems := ix.twice()
	entries := map[string]json.RawMessage{}
	fields, err := value.Fields()
	if err != nil {
		return nil, append(problems, explain.problems(err)...)
	}
	for fields.Next() {
		entry := fields.Value()
		if err := entry.Validate(cue.Concrete(true), cue.Final()); err != nil {
			problems = append(problems, explain.problems(err)...)
			continue
		}
		data, err := entry.MarshalJSON()
		if err != nil {
			problems = append(problems, explain.problems(err)...)
			continue
		}
		entries[fields.Selector().Unquoted()] = data
	}
	if len(problems) > 0 {
		return nil, problems
	}
	return entries, nil
}

// agent validates one effective entry again, after an override, and fills in the schema's defaults.
func (ev *evaluator) agent(name string, data []byte, override, catalog index) (json.RawMessage, schema.Problems) {
	explain := explainer{ev.expect, override, catalog}
	value := ev.ctx.CompileBytes(data).FillPath(cue.MakePath(), ev.schema.LookupPath(cue.ParsePath("#Agent")))
	if err := value.Validate(cue.Concrete(true), cue.Final()); err != nil {
		return nil, explain.below([]string{"agents", name}).problems(err)
	}
	out, err := value.MarshalJSON()
	if err != nil {
		return nil, explain.below([]string{"agents", name}).problems(err)
	}
	return out, nil
}
