// Package platform loads the description of the platform: it reads CUE files, evaluates them against the schema,
// applies overrides, and resolves names into what generators need. Nothing in it knows Kubernetes objects.
package platform

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"

	jsonpatch "github.com/evanphx/json-patch/v5"

	"github.com/sutazai/sutaz/schema"
)

// Order ranks environments: a base takes its values from the first of these that has the component, so that what
// users see is what a reviewer reads. Others follow by name.
var Order = []string{"production", "staging", "dr", "dev"}

// Compare orders the names of environments.
func Compare(a, b string) int {
	rank := func(name string) int {
		if i := slices.Index(Order, name); i >= 0 {
			return i
		}
		return len(Order)
	}
	return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a, b))
}

// Load reads and resolves every environment described in fsys, in the order of Compare. What is wrong in the
// description is returned as schema.Problems, all at once; other errors are those of fsys.
func Load(fsys fs.FS) ([]*Environment, error) {
	s, err := read(fsys)
	if err != nil {
		return nil, err
	}
	ev, err := newEvaluator(s)
	if err != nil {
		return nil, err
	}
	var problems schema.Problems
	entries, found := ev.catalogEntries()
	problems = append(problems, placed(found, agentsDir)...)
	var environments []*Environment
	catalog := newIndex(s.catalog)
	for _, name := range slices.SortedFunc(maps.Keys(s.own), Compare) {
		p, found := ev.environment(name)
		if problems = append(problems, placed(found, path.Join(environmentsDir, name))...); p == nil || entries == nil {
			continue
		}
		own := newIndex(s.shared, s.own[name])
		if p.Environment.Name != name {
			found, _ := own.find([]string{"environment", "name"})
			problems = append(problems, schema.Problem{Position: found.position, Path: "environment.name",
				Message: fmt.Sprintf("got %q, want the directory's name, %q", p.Environment.Name, name)})
			continue
		}
		if found := ev.effective(p, entries, own, catalog); len(found) > 0 {
			problems = append(problems, found...)
			continue
		}
		locate := explainer{ev.expect, own, catalog}
		issues := p.Check()
		for _, issue := range issues {
			problems = append(problems, locate.issue(issue))
		}
		if len(issues) == 0 {
			environments = append(environments, resolve(p, locate))
		}
	}
	if len(problems) > 0 {
		return nil, problems.Sorted()
	}
	return environments, nil
}

// placed names the directory in problems that no line is known for, such as those of a cycle.
func placed(problems schema.Problems, dir string) schema.Problems {
	for i := range problems {
		if problems[i].Position.File == "" {
			problems[i].Position.File = dir
		}
	}
	return problems
}

// effective fills p.Agents: the entries, with the environment's override merged in as RFC 7386 says.
func (ev *evaluator) effective(p *schema.Platform, entries map[string]json.RawMessage, own, catalog index) schema.Problems {
	var problems schema.Problems
	p.Agents = make(map[string]schema.Agent, len(entries))
	for name, entry := range entries {
		if p.Override != nil && p.Override.Agents[name] != nil {
			patch, err := json.Marshal(p.Override.Agents[name])
			if err == nil {
				entry, err = jsonpatch.MergePatch(entry, patch)
			}
			if err != nil {
				problems = append(problems, schema.Problem{Path: "override.agents." + name, Message: err.Error()})
				continue
			}
			var found schema.Problems
			if entry, found = ev.agent(name, entry, own, catalog); len(found) > 0 {
				problems = append(problems, found...)
				continue
			}
		}
		var agent schema.Agent
		if err := json.Unmarshal(entry, &agent); err != nil {
			found, _ := catalog.find([]string{"agents", name})
			problems = append(problems, schema.Problem{Position: found.position, Path: "agents." + name, Message: err.Error()})
			continue
		}
		p.Agents[name] = agent
	}
	return problems
}

// issue ties an issue of the model to the line that a person edits.
func (x explainer) issue(i schema.Issue) schema.Problem {
	var found place
	if i.Path[0] == "agents" {
		found, _ = x.locate(i.Path)
	} else {
		found, _ = x.first.find(i.Path)
	}
	return schema.Problem{Position: found.position, Path: dotted(i.Path), Message: i.Message}
}
