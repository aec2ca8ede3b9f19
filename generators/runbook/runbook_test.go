package runbook_test

import (
	"os"
	"path"
	"strings"
	"testing"

	"github.com/sutazai/sutaz/generators/part"
	"github.com/sutazai/sutaz/generators/platform"
	"github.com/sutazai/sutaz/generators/runbook"
	"github.com/sutazai/sutaz/schema"
)

// A runbook has what the kind knows, with the environment's name in commands, and the figures of the description: it
// changes when they do.
func TestFiles(t *testing.T) {
	t.Parallel()
	environments, err := platform.Load(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	env := environments[0]
	known := part.Runbook{
		Heals: []part.Failure{{What: "A server stops", Then: "Another goes on"}},
		Tasks: []part.Task{{Title: "Nothing goes on", Text: "Look.", Steps: []part.Step{{Does: "Look.", Command: "argocd app get ENVIRONMENT-x\nsecond"}}}},
	}
	files := runbook.Files(env, func(s schema.Store) (part.Runbook, bool) { return known, s.Name != "faiss" })
	if len(files) != len(env.Stores)-1 {
		t.Errorf("%d runbooks for %d stores, of which one kind knows nothing", len(files), len(env.Stores))
	}
	name := path.Join(runbook.Dir, env.Environment.Name, "postgres.md")
	text := string(files[name])
	for _, want := range []string{
		"# postgres in production\n", "- **A server stops.** Another goes on\n", "### 1. Nothing goes on\n\nLook.\n",
		"   argocd app get production-x\n   second\n", "| at most lost | 5m |\n", "| 10 | **postgres** | ", "drill-postgres-check",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%s lacks %q:\n%s", name, want, text)
		}
	}
	store := env.Stores["postgres"]
	store.Backup.Archive = "7m"
	if again := runbook.Files(env, func(schema.Store) (part.Runbook, bool) { return known, true }); !strings.Contains(string(again[name]), "| at most lost | 7m |") {
		t.Error("it does not follow the description")
	}
}

// What is rendered has no hole, and speaks of objects of this environment.
func TestRendered(t *testing.T) {
	t.Parallel()
	root := "../../rendered/" + runbook.Dir
	environments, err := os.ReadDir(root)
	if err != nil || len(environments) < 4 {
		t.Fatalf("%d environments: %v", len(environments), err)
	}
	for _, environment := range environments {
		pages, err := os.ReadDir(path.Join(root, environment.Name()))
		if err != nil || len(pages) == 0 {
			t.Fatalf("%s: %d runbooks: %v", environment.Name(), len(pages), err)
		}
		for _, page := range pages {
			data, err := os.ReadFile(path.Join(root, environment.Name(), page.Name()))
			if err != nil {
				t.Fatal(err)
			}
			for _, hole := range []string{"ENVIRONMENT", "%!", "\n\n\n", "  \n"} {
				if strings.Contains(string(data), hole) {
					t.Errorf("%s/%s has %q", environment.Name(), page.Name(), hole)
				}
			}
		}
	}
}
