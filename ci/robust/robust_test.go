// Package robust checks what a run of sutaz leaves behind when it is run anywhere, killed, started twice, or out of
// space.
package robust

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/sutazai/sutaz/ci/internal/checkout"
)

// program is the sutaz that all tests run, and scratch a directory that goes when they have ended.
var program, scratch string

func TestMain(m *testing.M) {
	code, err := setup(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func setup(m *testing.M) (int, error) {
	root, err := checkout.Root()
	if err != nil {
		return 0, err
	}
	if scratch, err = os.MkdirTemp("", "robust"); err != nil {
		return 0, err
	}
	defer func() { _ = os.RemoveAll(scratch) }()
	program = filepath.Join(scratch, "sutaz")
	if err := checkout.Build(root, program); err != nil {
		return 0, err
	}
	return m.Run(), nil
}

// description is a copy of environments/ with a rendered/ and a cache of its own.
type description struct {
	dir   string
	cache string
}

func newDescription(t *testing.T) description {
	t.Helper()
	root, err := checkout.Root()
	if err != nil {
		t.Fatal(err)
	}
	dir, err := os.MkdirTemp(scratch, "")
	if err != nil {
		t.Fatal(err)
	}
	d := description{filepath.Join(dir, "description"), filepath.Join(dir, "cache")}
	if err := checkout.CopyDescription(root, d.dir); err != nil {
		t.Fatal(err)
	}
	return d
}

// command is a run of sutaz here; more are further arguments.
func (d description) command(more ...string) *exec.Cmd {
	c := exec.Command(program, append([]string{"-C", d.dir, "render", "--allow-removals"}, more...)...)
	c.Env = append(os.Environ(), "XDG_CACHE_HOME="+d.cache)
	c.Stderr = &bytes.Buffer{}
	return c
}

// render runs sutaz to its end and returns what rendered/ holds then.
func (d description) render(t *testing.T, env ...string) contents {
	t.Helper()
	c := d.command()
	c.Env = append(c.Env, env...)
	if err := c.Run(); err != nil {
		t.Fatalf("%v\n%s", err, c.Stderr)
	}
	return d.contents(t)
}

// contents are files by path below rendered/.
type contents map[string]string

func (d description) contents(t *testing.T) contents {
	t.Helper()
	files, err := read(filepath.Join(d.dir, "rendered"))
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func read(dir string) (contents, error) {
	files := contents{}
	fsys := os.DirFS(dir)
	return files, fs.WalkDir(fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := fs.ReadFile(fsys, name)
		files[name] = string(data)
		return err
	})
}

// differs names the first file that is not the same in both, or is "".
func differs(got, want contents) string {
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if data, found := got[name]; !found {
			return name + " is missing"
		} else if data != want[name] {
			return fmt.Sprintf("%s differs: %d bytes, want %d", name, len(data), len(want[name]))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(got)) {
		if _, wanted := want[name]; !wanted {
			return name + " is too much"
		}
	}
	return ""
}

// temporary begins the names of files that are being written. Nobody reads them, and the next run removes them.
const temporary = ".sutaz-"

// torn names the first file that is neither as in one of the trees nor a temporary one, or is "".
func torn(got contents, whole ...contents) string {
	for _, name := range slices.Sorted(maps.Keys(got)) {
		if strings.HasPrefix(path.Base(name), temporary) {
			continue
		}
		if !slices.ContainsFunc(whole, func(w contents) bool { data, has := w[name]; return has && data == got[name] }) {
			return fmt.Sprintf("%s, of %d bytes, is neither old nor new", name, len(got[name]))
		}
	}
	// What all trees have is never absent.
	for _, name := range slices.Sorted(maps.Keys(whole[0])) {
		if _, found := got[name]; !found && !slices.ContainsFunc(whole, func(w contents) bool { _, has := w[name]; return !has }) {
			return name + " is gone"
		}
	}
	return ""
}

// The edit that turns description A into B: cost centres are a label of nearly every object. B has one agent more, so
// that there are files to add and to remove.
const (
	edited  = "environments/teams.cue"
	old     = `"cc-\(team)"`
	changed = `"costs-\(team)"`
	added   = "environments/agents/newcomer.cue"
	entry   = `package agents

agents: newcomer: {
	displayName: "Newcomer"
	purpose:     "Comes and goes"
	category:    "coding"
	origin:      "in-house"
	team:        "coding"
	tier:        "standard"
	size:        "small"
	image: {repository: "ghcr.io/sutazai/agents/newcomer", tag: "1.0.0"}
	ports: http: port: 8080
	data: class: "internal"
}
`
)

// flip makes the description A or B. Each file changes in one step, since a run may be reading it.
func (d description) flip(t *testing.T, toB bool) {
	t.Helper()
	root, err := checkout.Root()
	if err != nil {
		t.Fatal(err)
	}
	teams, err := os.ReadFile(filepath.Join(root, edited))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(teams, []byte(old)) {
		t.Fatalf("%s no longer holds %s; choose another edit that changes many files", edited, old)
	}
	if toB {
		d.put(t, edited, bytes.ReplaceAll(teams, []byte(old), []byte(changed)))
		d.put(t, added, []byte(entry))
		return
	}
	d.put(t, edited, teams)
	if err := os.Remove(filepath.Join(d.dir, added)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
}

// put writes a file of the description in one step.
func (d description) put(t *testing.T, name string, data []byte) {
	t.Helper()
	name = filepath.Join(d.dir, name)
	if err := os.WriteFile(name+".next", data, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(name+".next", name); err != nil {
		t.Fatal(err)
	}
}

// pair is a description that can be A or B, what it renders to, and how long a run takes from B to A.
type pair struct {
	description
	a, b contents
	took time.Duration
}

// rendered is the pair of all tests, which run one after the other.
var rendered *pair

// newPair gives the pair, rendered as A.
func newPair(t *testing.T) *pair {
	t.Helper()
	if rendered != nil {
		rendered.flip(t, false)
		if broken := differs(rendered.render(t), rendered.a); broken != "" {
			t.Fatalf("the run after the last test: rendered/%s", broken)
		}
		return rendered
	}
	p := &pair{description: newDescription(t)}
	p.flip(t, true)
	p.b = p.render(t)
	p.flip(t, false)
	started := time.Now()
	p.a = p.render(t)
	p.took = time.Since(started)
	n := 0
	for name := range p.a {
		if p.a[name] != p.b[name] {
			n++
		}
	}
	if n < 100 || len(p.a) == len(p.b) {
		t.Fatalf("A and B differ in %d of %d and %d files; choose an edit that changes many, and one that adds some", n, len(p.a), len(p.b))
	}
	rendered = p
	return p
}

// often is how many times a test tries its luck: more where nobody waits.
func often(here, inCI int) int {
	if os.Getenv("SUTAZ_CI") != "" {
		return inCI
	}
	return here
}

// TestSameBytes renders in many places, on one core and on two by turns.
func TestSameBytes(t *testing.T) {
	root, err := checkout.Root()
	if err != nil {
		t.Fatal(err)
	}
	want, err := read(filepath.Join(root, "rendered"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range often(4, 10) {
		got := newDescription(t).render(t, fmt.Sprintf("GOMAXPROCS=%d", i%2+1))
		if d := differs(got, want); d != "" {
			t.Errorf("run %d, GOMAXPROCS=%d: rendered/%s", i, i%2+1, d)
		}
	}
}

// seed makes the moments of the kills the same in every run, as far as a machine lets them be.
const seed = 20261123

// TestKilled kills runs that go back and forth between two descriptions: every file is old or new, never a part, and
// the next run makes good. Every other kill waits until files are written, or few would hit the writing.
func TestKilled(t *testing.T) {
	d := newPair(t)
	trees := map[bool]contents{false: d.a, true: d.b}
	random := rand.New(rand.NewPCG(seed, 0))
	kills, finished, halfway := often(10, 50), 0, 0
	for i := range kills {
		toB := i%2 == 0
		d.flip(t, toB)
		delay, aimed := time.Duration(random.Float64()*float64(d.took)), i%4 > 1
		if aimed {
			delay = time.Duration(random.Float64() * float64(d.took) / 200) // Writing is quick.
		}
		before, c := d.contents(t), d.command()
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		if aimed {
			d.awaitWriting(c)
		}
		time.Sleep(delay)
		_ = c.Process.Kill() // It may have ended by itself.
		if c.Wait() == nil {
			finished++
		}
		got := d.contents(t)
		if broken := torn(got, d.a, d.b); broken != "" {
			t.Fatalf("kill %d after %v: rendered/%s", i, delay, broken)
		}
		if differs(got, before) != "" && differs(got, trees[toB]) != "" {
			halfway++
		}
		if i%10 == 9 {
			if broken := differs(d.render(t), trees[toB]); broken != "" {
				t.Fatalf("the run after kill %d: rendered/%s", i, broken)
			}
		}
	}
	t.Logf("of %d runs %d ended before the kill, and %d were killed while they wrote", kills, finished, halfway)
	if halfway == 0 {
		t.Error("no kill came while files were written, so this has shown nothing")
	}
}

// awaitWriting returns when a run is in the middle of writing, or after a time in which it must have ended.
func (d *pair) awaitWriting(c *exec.Cmd) {
	base := filepath.Join(d.dir, "rendered", "base")
	before := newest(base)
	for range 2 * d.took.Milliseconds() {
		if newest(base) != before || c.Process.Signal(syscall.Signal(0)) != nil {
			return
		}
		time.Sleep(time.Millisecond)
	}
}

// newest is the time of the last change in some directories of dir that are written neither first nor last.
func newest(dir string) (last time.Time) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return last
	}
	middle := entries[len(entries)/3:]
	for _, entry := range middle[:min(5, len(middle))] {
		if info, err := os.Stat(filepath.Join(dir, entry.Name())); err == nil && info.ModTime().After(last) {
			last = info.ModTime()
		}
	}
	return last
}

// TestTwoAtOnce starts two runs on one rendered/. The second waits for the first, and reads the description after it.
func TestTwoAtOnce(t *testing.T) {
	d := newPair(t)
	for _, test := range []struct {
		name  string
		toB   bool
		delay time.Duration
		want  contents
	}{
		{"A twice", false, 0, d.a},
		{"A, then B while A is rendered", true, d.took / 2, d.b},
	} {
		// Neither finds its work done.
		if err := os.RemoveAll(filepath.Join(d.dir, "rendered")); err != nil {
			t.Fatal(err)
		}
		d.flip(t, false)
		first, second := d.command("--no-cache"), d.command("--no-cache")
		if err := first.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(test.delay)
		if test.toB {
			d.flip(t, true)
		}
		if err := second.Start(); err != nil {
			t.Fatal(err)
		}
		// The first may have read a description that was half changed, and refused it; the second may not.
		if err := first.Wait(); err != nil && !test.toB {
			t.Errorf("%s: %v\n%s", test.name, err, first.Stderr)
		}
		if err := second.Wait(); err != nil {
			t.Errorf("%s: %v\n%s", test.name, err, second.Stderr)
		}
		if broken := differs(d.contents(t), test.want); broken != "" {
			t.Errorf("%s: rendered/%s", test.name, broken)
		}
	}
}

// TestFullDisk limits the size of files that a run may write, which is how a full disk looks from inside: a part is
// written, and then no more.
func TestFullDisk(t *testing.T) {
	d := newPair(t)
	d.flip(t, true)
	c := d.command("--no-cache")
	var stdout, stderr bytes.Buffer
	// The signal that comes with the error would end the process; a full disk sends none.
	limited := exec.Command("bash", append([]string{"-c", `trap '' XFSZ; ulimit -f 1; exec "$@"`, "bash"}, c.Args...)...)
	limited.Env, limited.Stdout, limited.Stderr = c.Env, &stdout, &stderr
	err := limited.Run()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 3 {
		t.Errorf("%v, want exit status 3\n%s", err, stderr.String())
	}
	if stdout.Len() > 0 {
		t.Errorf("stdout is not empty:\n%s", stdout.String())
	}
	got := d.contents(t)
	if broken := torn(got, d.a, d.b); broken != "" {
		t.Errorf("rendered/%s", broken)
	}
	named := false
	for name := range d.b {
		named = named || strings.Contains(stderr.String(), "rendered/"+name+":")
	}
	if !named {
		t.Errorf("the error names no file of rendered/:\n%s", stderr.String())
	}
	for name := range got {
		if strings.HasPrefix(path.Base(name), temporary) {
			t.Errorf("rendered/%s is left over", name)
		}
	}
	t.Logf("%s", stderr.String())
	if broken := differs(d.render(t), d.b); broken != "" {
		t.Errorf("the run with space again: rendered/%s", broken)
	}
}

func TestTorn(t *testing.T) {
	a := contents{"one": "1", "two": "2", "gone": "0"}
	b := contents{"one": "11", "two": "22", "new": "3"}
	for _, test := range []struct {
		got  contents
		torn bool
	}{
		{a, false},
		{b, false},
		{contents{"one": "11", "two": "2"}, false},
		{contents{"one": "11", "two": "2", ".sutaz-two": "part"}, false},
		{contents{"one": "1", "two": ""}, true},
		{contents{"one": "1"}, true},
		{contents{"one": "1", "two": "2", "other": ""}, true},
		{contents{"one": "1", "two": "2", "gone": "3"}, true},
	} {
		if got := torn(test.got, a, b); (got != "") != test.torn {
			t.Errorf("%v: %q", test.got, got)
		}
	}
}
