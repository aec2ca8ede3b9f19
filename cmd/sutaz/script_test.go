package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"sutaz": main})
}

// small is a platform of three agents and two environments, in which every script begins.
const small = "testdata/platform"

// TestScripts runs testdata/script. A file of a script takes the place of that of the small platform. Run one with
// -run TestScripts/NAME, and write what it prints into its cmp files with UPDATE=1.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		Setup:               setup,
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"replace": replace},
		UpdateScripts:       os.Getenv("UPDATE") != "",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
	})
}

func setup(env *testscript.Env) error {
	home := filepath.Join(env.WorkDir, ".home")
	env.Setenv("HOME", home)
	env.Setenv("XDG_CACHE_HOME", filepath.Join(home, "cache"))
	return filepath.WalkDir(small, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(small, name)
		if err != nil {
			return err
		}
		target := filepath.Join(env.WorkDir, rel)
		if _, err := os.Lstat(target); err == nil {
			return nil // The script brings its own.
		}
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			return err
		}
		return os.WriteFile(target, data, 0o644)
	})
}

// replace puts new in the place of old, which must stand once in the file: replace FILE OLD NEW. In both, \n and \t
// are a line end and a tab.
func replace(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: replace FILE OLD NEW")
	}
	unescape := strings.NewReplacer(`\n`, "\n", `\t`, "\t")
	before, old, next := ts.ReadFile(args[0]), unescape.Replace(args[1]), unescape.Replace(args[2])
	if n := strings.Count(before, old); n != 1 {
		ts.Fatalf("%s has %q %d times, not once", args[0], old, n)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Replace(before, old, next, 1)), 0o644))
}
