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
	// text is a checksum of all that was read.
	text sumHash
}

var (
	rulePath = regexp.MustCompile(`^([a-z]+)/([a-z0-9_]+)/([a-z0-9_]+)\.rego$`)
	libPath  = regexp.MustCompile(`^lib/[a-z0-9_]+\.rego$`)
)

// read parses every module of the sources. Everything that is wrong is one error.
func read(sources []fs.FS) (*library, error) {
	l := &library{modules: map[string]*ast.Module{}, tests: map[string]*ast.Module{}, text: newHash()}
	var problems []error
	seen := map[string]bool{}
	for number, source := range sources {
		err := fs.WalkDir(source, ".", func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || path.Ext(name) != ".rego" {
				return err
			}
			data, err := fs.ReadFile(source, name)
			if err != nil {
				return err
			}
			l.text.text(name, string(data))
			unique := name
			if number > 0 {
				unique = fmt.Sprintf("%d:%s", number, name) // Two sources may hold files of one name.
			}
			if found := l.add(unique, name, string(data), seen); found != nil {
				problems = append(problems, fmt.Errorf("%s: %w", name, found))
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	slices.SortFunc(l.rules, func(a, b *Rule) int { return strings.Compare(a.ID, b.ID) })
	return l, errors.Join(problems...)
}

func (l *library) add(unique, name, text string, seen map[string]bool) error {
	module, err := ast.ParseModuleWithOpts(unique, text, ast.ParserOptions{ProcessAnnotation: true, RegoVersion: ast.RegoV1, Capabilities: sandbox()})
	if err != nil {
		return err
	}
	if strings.HasSuffix(name, "_test.rego") {
		l.tests[unique] = module
		return nil
	}
	l.modules[unique] = module
	if libPath.MatchString(name) {
		return nil
	}
	rule, err := ruleOf(name, module)
	if err != nil {
		return err
	}
	if seen[rule.ID] {
		return fmt.Errorf("there is a rule %s already", rule.ID)
	}
	seen[rule.ID] = true
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
func sandbox() *ast.Capabilities {
	capabilities := ast.CapabilitiesForThisVersion()
	capabilities.Builtins = slices.DeleteFunc(capabilities.Builtins, func(b *ast.Builtin) bool { return outside.MatchString(b.Name) })
	capabilities.AllowNet = []string{}
	return capabilities
}
