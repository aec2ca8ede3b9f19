package repository

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/sutazai/sutaz/generators/platform"
)

// TestRequirementsAreProven wants every test that a requirement names to be there.
func TestRequirementsAreProven(t *testing.T) {
	dir := root(t)
	environments, err := platform.Load(os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	there := tests(t, dir, files(t))
	for id, requirement := range environments[0].Requirements {
		for _, name := range requirement.Tests {
			if !there[name] {
				t.Errorf("%s is proven by %s, and there is no such test", id, name)
			}
		}
	}
	// Both ways of writing a test are known, and not everything is.
	for name, want := range map[string]bool{"TestScripts/usage": true, "ci/repository.TestRequirementsAreProven": true, "TestScripts/nothing": false, "ci/repository.TestNothing": false} {
		if there[name] != want {
			t.Errorf("%s: found is %v", name, !want)
		}
	}
}

var function = regexp.MustCompile(`(?m)^func (Test\w+)\(`)

// tests are the tests of this module as requirements name them.
func tests(t *testing.T, dir string, files []string) map[string]bool {
	t.Helper()
	found := map[string]bool{}
	for _, name := range files {
		if script, is := strings.CutPrefix(name, "cmd/sutaz/testdata/script/"); is {
			found["TestScripts/"+strings.TrimSuffix(script, ".txtar")] = true
		}
		if !strings.HasSuffix(name, "_test.go") || slices.Contains(strings.Split(name, "/"), "testdata") {
			continue
		}
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range function.FindAllSubmatch(data, -1) {
			found[path.Dir(name)+"."+string(match[1])] = true
		}
	}
	return found
}
