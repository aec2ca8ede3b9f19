package policies

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"
)

// The rules of this repository, with their tests: `policy explain` takes its examples from those.
//
//go:embed */*.rego */*/*.rego testdata/fixtures
var builtin embed.FS

// Builtin are the rules that are part of the program.
func Builtin() fs.FS { return builtin }

// reserved are the directories that are no groups.
var reserved = []string{"lib", "report", "manifest", "schemas", "testdata"}

// Validity and Waivers are the groups that Go judges: their rules have METADATA and no Rego.
const (
	Validity = "validity"
	Waivers  = "waivers"
)

// JudgedByGo says whether a rule has no Rego.
func (r *Rule) JudgedByGo() bool { return r.Group == Validity || r.Group == Waivers }

// workloads are the kinds that make pods. In METADATA the word stands for all of them.
var workloads = []string{
	"CronJob.batch", "DaemonSet.apps", "Deployment.apps", "Job.batch", "Pod", "PodTemplate", "ReplicaSet.apps",
	"ReplicationController", "Rollout.argoproj.io", "StatefulSet.apps",
}

// anyKind stands in METADATA for every kind.
const anyKind = "*"

// library is what was read: rules, and all modules by the name of their file.
type library struct {
	rules   []*Rule
	modules map[string]*ast.Module
	tests   map[string]*ast.Module
	// sum is a checksum of the text of the rules.
	sum string
}

var (
	rulePath = regexp.MustCompile(`^([a-z]+)/([a-z0-9_]+)/([a-z0-9_]+)\.rego$`)
	libPath  = regexp.MustCompile(`^lib/[a-z0-9_]+\.rego$`)
)

// text is one file of Rego.
type text struct {
	// name is the path in its source, and unique tells apart those of two sources.
	name, unique, content string
}

// isTest says whether a file tests a rule.
func (t text) isTest() bool { return strings.HasSuffix(t.name, "_test.rego") }

// texts reads every file of Rego, in the order of sources and paths.
func texts(sources []fs.FS) ([]text, error) {
	var all []text
	for number, source := range sources {
		err := fs.WalkDir(source, ".", func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || path.Ext(name) != ".rego" {
				return err
			}
			data, err := fs.ReadFile(source, name)
			if err != nil {
				return err
			}
			t := text{name: name, unique: name, content: string(data)}
			if number > 0 {
				t.unique = fmt.Sprintf("%d:%s", number, name)
			}
			all = append(all, t)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

// Sum is a checksum of the text of all rules of the sources: what they said holds as long as it is the same.
func Sum(sources ...fs.FS) (string, error) {
	all, err := texts(sources)
	return sumOf(all), err
}

func sumOf(all []text) string {
	h := newHash()
	for _, t := range all {
		if !t.isTest() {
			h.text(t.name, t.content)
		}
	}
	return h.sum()
}

// read parses the modules of the sources, those of tests only when they are wanted. Everything that is wrong is one error.
func read(sources []fs.FS, withTests bool) (*library, error) {
	all, err := texts(sources)
	if err != nil {
		return nil, err
	}
	l := &library{modules: map[string]*ast.Module{}, tests: map[string]*ast.Module{}, sum: sumOf(all)}
	if !withTests {
		all = slices.DeleteFunc(all, text.isTest)
	}
	parsed := make([]*ast.Module, len(all))
	problems := make([]error, len(all))
	group := parallel()
	for i, t := range all {
		group.Go(func() error {
			parsed[i], problems[i] = ast.ParseModuleWithOpts(t.unique, t.content,
				ast.ParserOptions{ProcessAnnotation: true, RegoVersion: ast.RegoV1, Capabilities: sandbox()})
			return nil // All problems are wanted, not the first.
		})
	}
	_ = group.Wait()
	for i, t := range all {
		if problems[i] == nil {
			problems[i] = l.add(t, parsed[i])
		}
		if problems[i] != nil {
			problems[i] = fmt.Errorf("%s: %w", t.name, problems[i])
		}
	}
	slices.SortFunc(l.rules, func(a, b *Rule) int { return strings.Compare(a.ID, b.ID) })
	return l, errors.Join(problems...)
}

func (l *library) add(t text, module *ast.Module) error {
	if t.isTest() {
		l.tests[t.unique] = module
		return nil
	}
	l.modules[t.unique] = module
	if libPath.MatchString(t.name) {
		return nil
	}
	rule, err := ruleOf(t.name, module)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(l.rules, func(r *Rule) bool { return r.ID == rule.ID }) {
		return fmt.Errorf("there is a rule %s already", rule.ID)
	}
	l.rules = append(l.rules, rule)
	return nil
}

// maxID keeps ids within what annotations and tables hold.
const maxID = 44

// ruleOf reads what a rule says of itself. All that is missing or wrong is one error.
func ruleOf(name string, module *ast.Module) (*Rule, error) {
	parts := rulePath.FindStringSubmatch(name)
	if parts == nil || parts[2] != parts[3] || slices.Contains(reserved, parts[1]) {
		return nil, errors.New("want <group>/<words>/<words>.rego, in small letters, digits and underscores")
	}
	r := &Rule{ID: parts[1] + "/" + strings.ReplaceAll(parts[2], "_", "-"), Group: parts[1]}
	var problems []error
	wrong := func(format string, args ...any) { problems = append(problems, fmt.Errorf(format, args...)) }
	if len(r.ID) > maxID {
		wrong("the id %s has %d characters, and may have %d", r.ID, len(r.ID), maxID)
	}
	if want, got := "data.policies."+parts[1]+"."+parts[2], module.Package.Path.String(); got != want {
		wrong("the package is %s, want %s", strings.TrimPrefix(got, "data."), strings.TrimPrefix(want, "data."))
	}
	var metadata *ast.Annotations
	for _, annotations := range module.Annotations {
		if annotations.Scope == "package" {
			metadata = annotations
		}
	}
	if metadata == nil {
		wrong("no METADATA block stands before its package")
		return nil, errors.Join(problems...)
	}
	r.Title, r.Description = metadata.Title, strings.TrimSpace(metadata.Description)
	for _, resource := range metadata.RelatedResources {
		r.Resources = append(r.Resources, resource.Ref.String())
	}
	c := custom{values: maps.Clone(metadata.Custom), wrong: wrong}
	r.Severity = Severity(c.text("severity"))
	if !slices.Contains(Severities, r.Severity) {
		wrong("METADATA custom.severity: got %q, want low, medium, high or critical", r.Severity)
	}
	r.Scope = Scope(c.text("scope"))
	if !slices.Contains([]Scope{ScopeObject, ScopeObjects, ScopeModel}, r.Scope) {
		wrong("METADATA custom.scope: got %q, want object, objects or model", r.Scope)
	}
	r.Fix, r.Controls, r.Complete = c.text("fix"), c.list("controls"), c.flag("complete")
	if r.Kinds = expand(c.list("kinds")); len(r.Kinds) == 0 {
		wrong(`METADATA custom.kinds: want the kinds that it looks at, as Kind.group, workloads, or "*"`)
	}
	c.none()
	for what, value := range map[string]string{"title": r.Title, "description": r.Description, "custom.fix": r.Fix} {
		if value == "" {
			wrong("METADATA %s is missing", what)
		}
	}
	if !r.JudgedByGo() && !denies(module) {
		wrong("want a rule `deny contains finding if { … }`")
	}
	slices.SortFunc(problems, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return r, errors.Join(problems...)
}

// denies says whether a module has deny as a set, which is empty where nothing is wrong.
func denies(module *ast.Module) bool {
	found := false
	for _, rule := range module.Rules {
		if rule.Head.Name == "deny" || rule.Head.Ref().String() == "deny" {
			if rule.Head.Key == nil || rule.Head.Value != nil {
				return false
			}
			found = true
		}
	}
	return found
}

func expand(kinds []string) []string {
	var all []string
	for _, kind := range kinds {
		if kind == "workloads" {
			all = append(all, workloads...)
			continue
		}
		all = append(all, kind)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// custom reads the custom fields of METADATA, and complains of those that nobody read.
type custom struct {
	values map[string]any
	wrong  func(format string, args ...any)
}

func (c custom) take(name string) any {
	value := c.values[name]
	delete(c.values, name)
	return value
}

func (c custom) text(name string) string {
	value, _ := c.take(name).(string)
	return strings.TrimSpace(value)
}

func (c custom) flag(name string) bool {
	value, _ := c.take(name).(bool)
	return value
}

func (c custom) list(name string) []string {
	items, _ := c.take(name).([]any)
	list := make([]string, 0, len(items))
	for _, item := range items {
		text, isText := item.(string)
		if !isText {
			c.wrong("METADATA custom.%s: want a list of words", name)
			return nil
		}
		list = append(list, text)
	}
	return list
}

func (c custom) none() {
	for _, name := range slices.Sorted(maps.Keys(c.values)) {
		c.wrong("METADATA custom.%s is not known", name)
	}
}

// outside are the built-ins that reach out of the evaluation: to the network, the clock, the process, or chance.
var outside = regexp.MustCompile(`^(http\.|net\.|opa\.|rego\.|time\.now_ns$|rand\.|uuid\.|trace$|print$|providers\.|graphql\.)`)

// sandbox is what rules may call: nothing that reaches outside, so that the same objects always give the same findings.
var sandbox = sync.OnceValue(func() *ast.Capabilities {
	capabilities := ast.CapabilitiesForThisVersion()
	capabilities.Builtins = slices.DeleteFunc(capabilities.Builtins, func(b *ast.Builtin) bool { return outside.MatchString(b.Name) })
	capabilities.AllowNet = []string{}
	return capabilities
})
