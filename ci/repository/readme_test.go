package repository

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/sutazai/sutaz/ci/internal/checkout"
)

// notRun are the beginnings of commands that take too long, need the network or would call this test again. Where
// the value is a target of make, it must exist.
var notRun = map[string]string{
	"make test":  "test",
	"make lint":  "lint",
	"make bench": "bench",
	"make e2e":   "e2e",
	"git clone ": "",
}

// example is one command of a console block, and what it prints.
type example struct {
	line    int
	command string
	want    []string
}

// TestReadme does what README.md says, in its order, in a copy of the repository, and wants what README.md shows.
func TestReadme(t *testing.T) {
	dir := root(t)
	text, err := os.ReadFile(filepath.Join(dir, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	examples, err := parseExamples(string(text))
	if err != nil {
		t.Fatal(err)
	}
	if len(examples) == 0 {
		t.Fatal("README.md shows no command; blocks of the language console hold them")
	}
	shell := newShell(t, dir)
	for _, e := range examples {
		if target, skipped := skips(e.command); skipped {
			if target != "" && !hasTarget(t, dir, target) {
				t.Errorf("README.md:%d: make has no target %q", e.line, target)
			}
			continue
		}
		if got := shell(e.command); !alike(e.want, got) {
			t.Errorf("README.md:%d: $ %s\nprints\n%s\nand not\n%s", e.line, e.command, strings.Join(got, "\n"), strings.Join(e.want, "\n"))
		}
	}
}

// parseExamples reads the blocks of the language console: a command after "$ ", and below it what it prints.
func parseExamples(text string) (examples []example, err error) {
	inside, opened := false, 0
	for i, line := range strings.Split(text, "\n") {
		command, isCommand := strings.CutPrefix(line, "$ ")
		switch {
		case !inside:
			inside, opened = line == "```console", i+1
		case line == "```":
			inside = false
		case isCommand:
			examples = append(examples, example{line: i + 1, command: command})
		case len(examples) == 0 || examples[len(examples)-1].line < opened:
			return nil, fmt.Errorf("line %d: a console block begins with a command, as in: $ make render", i+1)
		default:
			last := &examples[len(examples)-1]
			last.want = append(last.want, line)
		}
	}
	if inside {
		return nil, fmt.Errorf("line %d: the block does not end", opened)
	}
	return examples, nil
}

// skips says whether a command is one of notRun, and which target of make it names.
func skips(command string) (target string, skipped bool) {
	for prefix, target := range notRun {
		if strings.HasPrefix(command+" ", strings.TrimSuffix(prefix, " ")+" ") {
			return target, true
		}
	}
	return "", false
}

func hasTarget(t *testing.T, dir, target string) bool {
	t.Helper()
	makefile, err := os.ReadFile(filepath.Join(dir, "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	return regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(target) + `:`).Match(makefile)
}

// newShell makes a copy of the repository with a first commit and bin/sutaz. What it returns runs a command there and
// gives the lines that it prints to stdout and stderr.
func newShell(t *testing.T, dir string) func(command string) []string {
	t.Helper()
	copied := filepath.Join(t.TempDir(), "sutaz")
	if err := checkout.Copy(dir, copied, files(t)); err != nil {
		t.Fatal(err)
	}
	goCache, err := checkout.Run(dir, nil, "go", "env", "GOCACHE")
	if err != nil {
		t.Fatal(err)
	}
	env := []string{
		"PATH=" + filepath.Join(copied, "bin") + string(os.PathListSeparator) + os.Getenv("PATH"),
		"XDG_CACHE_HOME=" + t.TempDir(), // sutaz begins with an empty cache, and Go keeps its own.
		"GOCACHE=" + strings.TrimSpace(goCache),
		"GIT_CONFIG_GLOBAL=" + os.DevNull, "GIT_PAGER=cat", "LC_ALL=C",
	}
	for _, args := range [][]string{
		{"git", "init", "-q"},
		{"git", "add", "--all"},
		{"git", "-c", "user.name=test", "-c", "user.email=test@example.com", "commit", "-qm", "all"},
		{"make", "build"},
	} {
		if _, err := checkout.Run(copied, env, args[0], args[1:]...); err != nil {
			t.Fatal(err)
		}
	}
	return func(command string) []string {
		c := exec.Command("bash", "-c", command)
		c.Dir = copied
		c.Env = append(os.Environ(), env...)
		out, err := c.CombinedOutput()
		t.Logf("$ %s (%v)", command, c.ProcessState)
		if err != nil && len(out) == 0 {
			return []string{err.Error()} // A command that shows nothing did not fail.
		}
		return strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
	}
}

// durations are times in brackets, as in (12 ms) and (1.2s).
var durations = regexp.MustCompile(`\(\d+(\.\d+)? ?m?s\)`)

// alike says whether got is what want shows; in it, a line of three dots stands for any number of lines.
func alike(want, got []string) bool {
	return match(stable(want), stable(got))
}

// stable puts a constant in the place of what differs between runs, and takes away blank lines at the end.
func stable(lines []string) []string {
	var out []string
	for _, line := range lines {
		out = append(out, durations.ReplaceAllString(line, "(T)"))
	}
	for len(out) > 0 && strings.TrimSpace(out[len(out)-1]) == "" {
		out = out[:len(out)-1]
	}
	return out
}

func match(want, got []string) bool {
	if len(want) == 0 {
		return len(got) == 0
	}
	if want[0] != "..." {
		return len(got) > 0 && got[0] == want[0] && match(want[1:], got[1:])
	}
	for i := range len(got) + 1 {
		if match(want[1:], got[i:]) {
			return true
		}
	}
	return false
}

func TestAlike(t *testing.T) {
	for _, test := range []struct {
		want, got string
		alike     bool
	}{
		{"", "", true},
		{"", "a", false},
		{"a", "", false},
		{"a", "a\n", true},
		{"a", "b", false},
		{"a\nb", "a", false},
		{"...", "", true},
		{"...", "a\nb", true},
		{"...\nb", "a\nb", true},
		{"...\nb", "a\nb\nc", false},
		{"...\nb\n...", "a\nb\nc", true},
		{"a\n...\na", "a", false},
		{"a\n...\na", "a\na", true},
		{"dev: 1 added (1 ms)", "dev: 1 added (2.5s)", true},
		{"dev: 1 added (1 ms)", "dev: 2 added (1 ms)", false},
	} {
		if got := alike(strings.Split(test.want, "\n"), strings.Split(test.got, "\n")); got != test.alike {
			t.Errorf("%q and %q: alike is %v", test.want, test.got, got)
		}
	}
}

func TestParseExamples(t *testing.T) {
	text, err := os.ReadFile("testdata/readme.md")
	if err != nil {
		t.Fatal(err)
	}
	got, err := parseExamples(string(text))
	if err != nil {
		t.Fatal(err)
	}
	want := []example{
		{6, "make render", []string{"...", "production:  0 added (1 ms)"}},
		{9, "make test", nil},
		{19, "echo one", []string{"one", "", "..."}},
	}
	if !slices.EqualFunc(got, want, func(a, b example) bool {
		return a.line == b.line && a.command == b.command && slices.Equal(a.want, b.want)
	}) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
	for _, bad := range []string{"```console\nno command\n```\n", "```console\n$ a\n", "```console\n$ a\n```\n```console\nno command\n```\n"} {
		if got, err := parseExamples(bad); err == nil {
			t.Errorf("%q: no error, but %+v", bad, got)
		}
	}
}

func TestSkips(t *testing.T) {
	for command, want := range map[string]bool{
		"make test": true, "make test TESTFLAGS=-v": true, "make tests": false, "make render": false,
		"git clone https://github.com/sutazai/sutaz": true, "git diff": false,
	} {
		if _, got := skips(command); got != want {
			t.Errorf("%s: skipped is %v", command, got)
		}
	}
}
