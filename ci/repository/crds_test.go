package repository

import (
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// curl stands in for the real one: it takes files of the directory $GITHUB for those of the address, and 22 is its status
// for a file that is not there.
const curl = `#!/bin/sh
while [ $# -gt 0 ]; do
  case $1 in
  -o) file=$2; shift ;;
  https://raw.githubusercontent.com/*) source=${1#https://raw.githubusercontent.com/} ;;
  esac
  shift
done
cp "$GITHUB/$source" "$file" || exit 22
`

// Definitions come all and unchanged, or those of before stay.
func TestFetchDefinitions(t *testing.T) {
	source := filepath.Join(root(t), "ci/crds/fetch.sh")
	for name, test := range map[string]struct {
		served map[string]string
		fails  bool
	}{
		"all are there":    {map[string]string{"o/r/c/a.yaml": "a", "o/r/c/b.yaml": "b"}, false},
		"one is not there": {map[string]string{"o/r/c/a.yaml": "a"}, true},
		"one has changed":  {map[string]string{"o/r/c/a.yaml": "a", "o/r/c/b.yaml": "another"}, true},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			put := func(path, content string) {
				t.Helper()
				path = filepath.Join(dir, path)
				if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, []byte(content), 0o700); err != nil {
					t.Fatal(err)
				}
			}
			script, err := os.ReadFile(source)
			if err != nil {
				t.Fatal(err)
			}
			put("crds/fetch.sh", string(script))
			put("crds/crds.sum", fmt.Sprintf("%x  o/r/c/a.yaml\n%x  o/r/c/b.yaml\n", sha256.Sum256([]byte("a")), sha256.Sum256([]byte("b"))))
			put("bin/curl", curl)
			put("cache/crds/before.yaml", "before")
			for path, content := range test.served {
				put("github/"+path, content)
			}
			command := exec.CommandContext(t.Context(), "bash", filepath.Join(dir, "crds/fetch.sh"), filepath.Join(dir, "cache/crds"))
			command.Env = append(os.Environ(), "PATH="+filepath.Join(dir, "bin")+":"+os.Getenv("PATH"), "GITHUB="+filepath.Join(dir, "github"))
			output, err := command.CombinedOutput()
			if (err != nil) != test.fails {
				t.Fatalf("%v: %s", err, output)
			}
			want := "a.yaml=a b.yaml=b"
			if test.fails {
				want = "before.yaml=before"
			}
			if got := contents(t, filepath.Join(dir, "cache/crds")); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
			if left := contents(t, filepath.Join(dir, "cache")); left != "" {
				t.Errorf("%s stays", left)
			}
		})
	}
}

// contents are the files of a directory with what is in them.
func contents(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, entry := range entries {
		if entry.IsDir() {
			if entry.Name() != "crds" {
				all = append(all, entry.Name())
			}
			continue
		}
		content, err := os.ReadFile(filepath.Join(dir, entry.Name()))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, entry.Name()+"="+string(content))
	}
	return strings.Join(all, " ")
}

// A short hash of a commit may come to mean another, and two files of one name would become one.
func TestDefinitionsArePinned(t *testing.T) {
	list, err := os.ReadFile(filepath.Join(root(t), "ci/crds/crds.sum"))
	if err != nil {
		t.Fatal(err)
	}
	pinned, names := regexp.MustCompile(`^[0-9a-f]{64}  [\w-]+/[\w-]+/[0-9a-f]{40}/[\w/.-]+\.yaml$`), map[string]bool{}
	for line := range strings.Lines(string(list)) {
		line = strings.TrimSuffix(line, "\n")
		if !pinned.MatchString(line) {
			t.Errorf("crds.sum: %q is not a checksum, two spaces, and owner/repository/commit/path with a whole commit hash", line)
		}
		if name := filepath.Base(line); names[name] {
			t.Errorf("crds.sum: a second %s", name)
		} else {
			names[name] = true
		}
	}
	if len(names) == 0 {
		t.Error("crds.sum is empty")
	}
}
