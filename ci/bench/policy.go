package main

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"sigs.k8s.io/yaml"

	"github.com/sutazai/sutaz/ci/internal/checkout"
	"github.com/sutazai/sutaz/policies"
)

// Targets of the policy gate.
const (
	conftestRatio = 20.0
	gateMemory    = 500e6
)

// gate is what the programs that judge are given: rules, and the objects of one environment as files.
type gate struct {
	rules, objects, asJSON string
}

// policy measures the gate beside conftest and opa, which get the same rules through an adapter, and the same objects.
func (s *session) policy() error {
	whole, err := median(s.runs, func() (cost, error) { return s.sutazRun(s.copy, "policy", "check", "--no-cache") })
	if err != nil {
		return err
	}
	if _, err := s.sutazRun(s.copy, "policy", "check"); err != nil { // Fills the cache.
		return err
	}
	warm, err := median(s.runs, func() (cost, error) { return s.sutazRun(s.copy, "policy", "check") })
	if err != nil {
		return err
	}
	s.result("policy check, all environments", whole, 0)
	s.result("policy check again, nothing changed", warm, repeatTarget)
	s.memory("peak of policy check", max(whole.memory, warm.memory), gateMemory)
	g, err := s.gate()
	if err != nil {
		return err
	}
	return s.judges(g)
}

// judges measures every program on the objects of production.
func (s *session) judges(g gate) error {
	programs := []struct {
		name string
		run  func() (cost, error)
	}{
		{"policy check, production as a file", func() (cost, error) { return s.sutazRun(s.scratch, s.checkArgs(g, "--no-cache")...) }},
		{"policy check again, production as a file", func() (cost, error) { return s.sutazRun(s.scratch, s.checkArgs(g)...) }},
		{"conftest, the same rules and file", func() (cost, error) { return run(s.scratch, nil, s.conftest, s.conftestArgs(g)...) }},
		{"opa exec, the same rules and file", func() (cost, error) {
			return run(s.scratch, nil, s.opa, "exec", "--decision", "main/deny", "--bundle", g.rules, g.asJSON)
		}},
	}
	costs := make([]cost, len(programs))
	for i, program := range programs {
		if _, err := program.run(); err != nil { // Fills the caches, of the system too.
			return err
		}
		var err error
		if costs[i], err = median(min(s.runs, fewRuns), program.run); err != nil {
			return err
		}
		s.result(program.name, costs[i], 0)
	}
	s.times("conftest / policy check", costs[2].wall.Seconds(), costs[0].wall.Seconds(), conftestRatio)
	s.times("conftest / policy check again", costs[2].wall.Seconds(), costs[1].wall.Seconds(), 0)
	s.times("opa exec / policy check", costs[3].wall.Seconds(), costs[0].wall.Seconds(), 0)
	return s.agree(g)
}

func (s *session) checkArgs(g gate, more ...string) []string {
	return append([]string{"policy", "check", "--complete", "--fail-on", "critical", g.objects}, more...)
}

func (s *session) conftestArgs(g gate) []string {
	return []string{"test", "--combine", "--no-fail", "--output", "json", "--policy", g.rules, g.objects}
}

// agree adds whether conftest finds with the rules what sutaz finds.
func (s *session) agree(g gate) error {
	out, err := checkout.Run(s.scratch, nil, s.conftest, s.conftestArgs(g)...)
	if err != nil {
		return err
	}
	var results []struct{ Failures []struct{ Msg string } }
	if err := json.Unmarshal([]byte(out), &results); err != nil {
		return err
	}
	var theirs []string
	for _, result := range results {
		for _, failure := range result.Failures {
			theirs = append(theirs, failure.Msg)
		}
	}
	out, err = checkout.Run(s.scratch, nil, s.sutaz, append(s.checkArgs(g, "--no-cache"), "--format", "json")...)
	if err != nil {
		return err
	}
	var report struct {
		Findings []struct {
			Rule    string
			Object  struct{ Namespace, Name string }
			Message string
		}
	}
	if err := json.Unmarshal([]byte(out), &report); err != nil {
		return err
	}
	var ours []string
	for _, f := range report.Findings {
		if group, _, _ := strings.Cut(f.Rule, "/"); group != policies.Validity && group != policies.Waivers {
			ours = append(ours, fmt.Sprintf("%s %s/%s: %s", f.Rule, f.Object.Namespace, f.Object.Name, f.Message))
		}
	}
	for _, list := range []*[]string{&ours, &theirs} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	s.row("findings that conftest has as well", fmt.Sprintf("%d of %d", len(ours), len(theirs)), "", "", "all", judge(len(ours) > 0 && slices.Equal(ours, theirs)))
	return nil
}

// times adds how many times a is b; more is better.
func (s *session) times(name string, a, b, target float64) {
	text, verdict := "", ""
	if target > 0 {
		text, verdict = fmt.Sprintf("≥ %.0f", target), judge(a >= b*target)
	}
	s.row(name, fmt.Sprintf("%.1f", a/b), "", "", text, verdict)
}

var tag = regexp.MustCompile(`(?m)^(\s+image: .*):[^:\n]+$`)

// gate writes the rules and the objects of production. So that there is something to find, every image has the tag latest.
func (s *session) gate() (gate, error) {
	g := gate{filepath.Join(s.scratch, "rules"), filepath.Join(s.scratch, "production.yaml"), filepath.Join(s.scratch, "production.json")}
	overlays, err := filepath.Glob(filepath.Join(s.copy, "rendered", "overlays", "production", "*"))
	if err != nil {
		return g, err
	}
	whole, err := s.wholeEnvironments(overlays)
	if err != nil {
		return g, err
	}
	built, err := checkout.Run(whole[0], nil, s.kustomize, "build", ".")
	if err != nil {
		return g, err
	}
	if err := os.RemoveAll(whole[0]); err != nil { // What is no longer as it was rendered is not remembered.
		return g, err
	}
	built = tag.ReplaceAllString(built, "$1:latest")
	if err := os.WriteFile(g.objects, []byte(built), 0o600); err != nil {
		return g, err
	}
	type document struct {
		Contents map[string]any `json:"contents"`
	}
	var documents []document
	for text := range strings.SplitSeq(built, "\n---\n") {
		var d document
		if err := yaml.Unmarshal([]byte(text), &d.Contents); err != nil {
			return g, err
		}
		documents = append(documents, d)
	}
	data, err := json.Marshal(documents)
	if err != nil {
		return g, err
	}
	if err := os.WriteFile(g.asJSON, data, 0o600); err != nil {
		return g, err
	}
	return g, writeRules(g.rules)
}

// writeRules writes the rules without their tests, and what makes them one package of conftest.
func writeRules(dir string) error {
	source := policies.Builtin()
	err := fs.WalkDir(source, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(name, ".rego") || strings.HasSuffix(name, "_test.rego") {
			return err
		}
		if group, _, _ := strings.Cut(name, "/"); group == policies.Validity || group == policies.Waivers {
			return nil // They have no Rego.
		}
		text, err := fs.ReadFile(source, name)
		if err != nil {
			return err
		}
		to := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return err
		}
		return os.WriteFile(to, text, 0o600)
	})
	if err != nil {
		return err
	}
	engine, err := policies.New(nil, source)
	if err != nil {
		return err
	}
	one := "package adapter.one\n\nimport data.policies.lib\n\nkind := lib.kind(input)\n"
	all := "package adapter.all\n"
	for _, rule := range engine.Rules() {
		if rule.JudgedByGo() {
			continue
		}
		from := "data.policies." + rule.Group + "." + strings.ReplaceAll(strings.TrimPrefix(rule.ID, rule.Group+"/"), "-", "_") + ".deny"
		switch rule.Scope {
		case policies.ScopeObject:
			condition := ""
			if !slices.Contains(rule.Kinds, "*") {
				condition = fmt.Sprintf("\tkind in {%s}\n", `"`+strings.Join(rule.Kinds, `", "`)+`"`)
			}
			one += fmt.Sprintf("\nfound contains [%q, v.message] if {\n%s\tsome v in %s\n}\n", rule.ID, condition, from)
		case policies.ScopeObjects:
			all += fmt.Sprintf("\nfound contains [%q, v.object, v.message] if some v in %s\n", rule.ID, from)
		case policies.ScopeModel: // Nobody else has the description.
		}
	}
	for name, text := range map[string]string{"one.rego": one, "all.rego": all, "main.rego": adapter} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// adapter asks the rules of each object, and those that see all objects of the index that they expect.
const adapter = `package main

import data.policies.lib

documents := [file.contents | some file in input]

deny contains {"msg": sprintf("%s %s/%s: %s", [id, lib.namespace(o), o.metadata.name, message])} if {
	some o in documents
	some [id, message] in data.adapter.one.found with input as o
}

deny contains {"msg": sprintf("%s %s/%s: %s", [id, o.namespace, o.name, message])} if {
	some [id, o, message] in data.adapter.all.found with input as {"date": "2026-01-01", "objects": index}
}

index := {kind: namespaces |
	some kind, list in of_kind
	namespaces := {namespace: named |
		some namespace in {lib.namespace(o) | some o in list}
		named := {o.metadata.name: o | some o in list; lib.namespace(o) == namespace}
	}
}

of_kind[kind] contains o if {
	some o in documents
	kind := lib.kind(o)
}
`
