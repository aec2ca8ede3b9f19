package repository

import (
	"bytes"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// topLevel are the entries of the top level beside dot files.
var topLevel = []string{
	"CONTRIBUTING.md", "LICENSE", "Makefile", "README.md", "ci", "cmd", "cue.mod", "environments", "generators", "go.mod", "go.sum",
	"policies", "rendered", "schema",
}

func TestTopLevel(t *testing.T) {
	found := map[string]bool{}
	for _, name := range files(t) {
		top, _, _ := strings.Cut(name, "/")
		found[top] = true
	}
	for name := range found {
		if !slices.Contains(topLevel, name) && !strings.HasPrefix(name, ".") {
			t.Errorf("%s: the top level is fixed; put it into one of its directories", name)
		}
	}
	for _, name := range topLevel {
		if !found[name] {
			t.Errorf("%s is missing", name)
		}
	}
}

// blanksMatter are the files in which .editorconfig keeps blanks at the end of a line.
func blanksMatter(name string) bool {
	return slices.Contains([]string{".md", ".txtar", ".txt"}, path.Ext(name)) || path.Base(name) == "LICENSE"
}

// TestWhiteSpace holds what .editorconfig says, for those whose editor does not read it.
func TestWhiteSpace(t *testing.T) {
	dir := root(t)
	for _, name := range files(t) {
		if strings.HasPrefix(name, "rendered/") || strings.Contains(name, "/testdata/fuzz/") {
			continue // Written by programs.
		}
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Error(err)
			continue
		}
		for _, complaint := range whiteSpace(data, !blanksMatter(name)) {
			t.Errorf("%s: %s", name, complaint)
		}
	}
}

func whiteSpace(data []byte, trim bool) (complaints []string) {
	if len(data) == 0 || bytes.ContainsRune(data, 0) {
		return nil // Empty, or no text.
	}
	if bytes.ContainsRune(data, '\r') {
		complaints = append(complaints, "has a carriage return; end lines with a line feed alone")
	}
	if data[len(data)-1] != '\n' {
		complaints = append(complaints, "its last line does not end")
	}
	for line := range bytes.Lines(data) {
		if line = bytes.TrimRight(line, "\r\n"); trim && len(bytes.TrimRight(line, " \t")) < len(line) {
			complaints = append(complaints, "has blanks at the end of a line: "+string(line))
			break
		}
	}
	return complaints
}

func TestWhiteSpaceComplaints(t *testing.T) {
	for _, test := range []struct {
		data string
		trim bool
		want int
	}{
		{"", true, 0},
		{"a\n", true, 0},
		{"a", true, 1},
		{"a\r\n", true, 1},
		{"a \nb\n", true, 1},
		{"a \nb\n", false, 0},
		{"a\t\nb", true, 2},
		{"a\x00 \n b", true, 0},
	} {
		if got := whiteSpace([]byte(test.data), test.trim); len(got) != test.want {
			t.Errorf("%q: %d complaints, want %d: %q", test.data, len(got), test.want, got)
		}
	}
}

// An entry says only what is particular to its agent; what grows beyond this belongs into the schema, an environment,
// or the agent's own image.
func TestEntriesAreShort(t *testing.T) {
	const most = 30
	for _, name := range files(t) {
		if path.Dir(name) != "environments/agents" || path.Base(name) == "agents.cue" {
			continue
		}
		data, err := os.ReadFile(filepath.Join(root(t), name))
		if err != nil {
			t.Error(err)
			continue
		}
		_, entry, found := strings.Cut(string(data), "\n\n") // After the package clause.
		if lines := strings.Count(entry, "\n"); !found || lines > most {
			t.Errorf("%s: its entry has %d lines, and %d are enough", name, lines, most)
		}
	}
}
