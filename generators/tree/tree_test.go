package tree_test

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/sutazai/sutaz/generators/tree"
)

// disk is a directory of its own for one test, below another that holds what must not be touched.
type disk struct {
	*testing.T
	dir  string
	root *os.Root
}

func newDisk(t *testing.T, files map[string]string) *disk {
	t.Helper()
	d := &disk{T: t, dir: filepath.Join(t.TempDir(), "rendered")}
	d.must(os.Mkdir(d.dir, 0o755))
	root, err := os.OpenRoot(d.dir)
	d.must(err)
	t.Cleanup(func() { _ = root.Close() })
	d.root = root
	for name, text := range files {
		d.write(name, text)
	}
	return d
}

func (d *disk) must(err error) {
	d.Helper()
	if err != nil {
		d.Fatal(err)
	}
}

func (d *disk) path(name string) string { return filepath.Join(d.dir, name) }

func (d *disk) write(name, text string) {
	d.Helper()
	d.must(os.MkdirAll(filepath.Dir(d.path(name)), 0o755))
	d.must(os.WriteFile(d.path(name), []byte(text), 0o644))
}

// holds checks everything below dir: files with their text, directories with a slash, links with an arrow.
func (d *disk) holds(dir string, want map[string]string) {
	d.Helper()
	got := map[string]string{}
	d.must(filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || name == dir {
			return err
		}
		short := filepath.ToSlash(strings.TrimPrefix(name, dir+string(filepath.Separator)))
		switch {
		case entry.IsDir():
			got[short+"/"] = ""
		case entry.Type()&fs.ModeSymlink != 0:
			target, err := os.Readlink(name)
			got[short] = "-> " + target
			return err
		default:
			data, err := os.ReadFile(name)
			got[short] = string(data)
			return err
		}
		return nil
	}))
	if !reflect.DeepEqual(got, want) {
		d.Errorf("%s holds %q\nwant %q", filepath.Base(dir), got, want)
	}
}

// bring makes the directory hold files, and checks that nothing is left to do.
func (d *disk) bring(files map[string]string) []tree.Change {
	d.Helper()
	changes, err := tree.Compare(d.root, newFiles(files))
	d.must(err)
	d.must(tree.Apply(d.root, changes))
	again, err := tree.Compare(d.root, newFiles(files))
	d.must(err)
	if len(again) > 0 {
		d.Errorf("after Apply, Compare finds %v", summary(again))
	}
	return changes
}

func newFiles(files map[string]string) tree.Files {
	out := tree.Files{}
	for name, text := range files {
		out.Add(name, []byte(text))
	}
	return out
}

// summary is one word for each change, in order.
func summary(changes []tree.Change) []string {
	out := []string{}
	for _, c := range changes {
		out = append(out, string(c.Kind)+" "+c.Path)
	}
	return out
}

func TestCompare(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		disk, want map[string]string
		changes    []tree.Change
	}{
		"nothing":           {nil, nil, nil},
		"the same":          {map[string]string{"a": "1", "d/b": "2"}, map[string]string{"a": "1", "d/b": "2"}, nil},
		"an empty file":     {map[string]string{"a": ""}, map[string]string{"a": ""}, nil},
		"a file more":       {nil, map[string]string{"d/a": "1"}, []tree.Change{{Path: "d/a", Kind: tree.Added, New: []byte("1")}}},
		"an empty one more": {nil, map[string]string{"a": ""}, []tree.Change{{Path: "a", Kind: tree.Added, New: []byte{}}}},
		"a file less":       {map[string]string{"d/a": "1"}, nil, []tree.Change{{Path: "d/a", Kind: tree.Removed, Old: []byte("1")}}},
		"another text":      {map[string]string{"a": "1"}, map[string]string{"a": "2"}, []tree.Change{{Path: "a", Kind: tree.Changed, Old: []byte("1"), New: []byte("2")}}},
		"all at once, sorted": {
			map[string]string{"b": "1", "c": "1", "d/x": "1", "e": "1"}, map[string]string{"a": "2", "c": "2", "d/w": "2", "e": "1", "f/g": "2"},
			[]tree.Change{
				{Path: "a", Kind: tree.Added, New: []byte("2")},
				{Path: "b", Kind: tree.Removed, Old: []byte("1")},
				{Path: "c", Kind: tree.Changed, Old: []byte("1"), New: []byte("2")},
				{Path: "d/w", Kind: tree.Added, New: []byte("2")},
				{Path: "d/x", Kind: tree.Removed, Old: []byte("1")},
				{Path: "f/g", Kind: tree.Added, New: []byte("2")},
			},
		},
		"a temporary file of a run that was killed": {
			map[string]string{"d/a": "1", "d/.sutaz-a": "par"}, map[string]string{"d/a": "1"},
			[]tree.Change{{Path: "d/.sutaz-a", Kind: tree.Removed, Old: []byte("par")}},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDisk(t, test.disk)
			got, err := tree.Compare(d.root, newFiles(test.want))
			d.must(err)
			if !reflect.DeepEqual(got, test.changes) {
				t.Errorf("got %q\nwant %q", got, test.changes)
			}
			// Comparing alone writes nothing.
			again, err := tree.Compare(d.root, newFiles(test.want))
			d.must(err)
			if !reflect.DeepEqual(again, test.changes) {
				t.Errorf("the second time, got %q", again)
			}
		})
	}
}

func TestApply(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		// links are made after the files of disk; their targets are as given.
		disk, links, want map[string]string
		holds             map[string]string
	}{
		"into nothing":          {want: map[string]string{"d/e/a": "1", "b": "2"}, holds: map[string]string{"d/": "", "d/e/": "", "d/e/a": "1", "b": "2"}},
		"a changed file":        {disk: map[string]string{"d/a": "long text"}, want: map[string]string{"d/a": "1"}, holds: map[string]string{"d/": "", "d/a": "1"}},
		"everything goes":       {disk: map[string]string{"d/e/f/a": "1", "d/b": "2", "c": "3"}, holds: map[string]string{}},
		"a directory goes":      {disk: map[string]string{"d/e/a": "1", "d/b": "2"}, want: map[string]string{"d/b": "2"}, holds: map[string]string{"d/": "", "d/b": "2"}},
		"a directory moves":     {disk: map[string]string{"d/a": "1"}, want: map[string]string{"e/a": "1"}, holds: map[string]string{"e/": "", "e/a": "1"}},
		"a temporary file":      {disk: map[string]string{"d/.sutaz-a": "par", "e/.sutaz-b": "t"}, want: map[string]string{"d/a": "1"}, holds: map[string]string{"d/": "", "d/a": "1"}},
		"a temporary directory": {disk: map[string]string{"d/.sutaz-a/x": "1"}, want: map[string]string{"d/a": "1"}, holds: map[string]string{"d/": "", "d/a": "1"}},
		"a directory in place of a file": {
			disk: map[string]string{"a/b/c": "1", "a/d": "2"}, want: map[string]string{"a": "3"}, holds: map[string]string{"a": "3"},
		},
		"a file in place of a directory": {
			disk: map[string]string{"a": "1"}, want: map[string]string{"a/b/c": "2"}, holds: map[string]string{"a/": "", "a/b/": "", "a/b/c": "2"},
		},
		"both at once": {
			disk: map[string]string{"a": "1", "b/c": "1"}, want: map[string]string{"a/b": "2", "b": "2"}, holds: map[string]string{"a/": "", "a/b": "2", "b": "2"},
		},
		"a link to a file outside in place of a file": {
			links: map[string]string{"a": "../outside/kept"}, want: map[string]string{"a": "1"}, holds: map[string]string{"a": "1"},
		},
		"a link to a file outside that nobody wants": {
			links: map[string]string{"a": "../outside/kept"}, want: map[string]string{"b": "1"}, holds: map[string]string{"b": "1"},
		},
		"a link to a directory outside in place of one": {
			links: map[string]string{"d": "../outside"}, want: map[string]string{"d/kept": "1"}, holds: map[string]string{"d/": "", "d/kept": "1"},
		},
		"a link to a directory outside that nobody wants": {
			links: map[string]string{"d": "../outside"}, want: nil, holds: map[string]string{},
		},
		"a link to a directory inside in place of one": {
			disk: map[string]string{"e/a": "1"}, links: map[string]string{"d": "e"},
			want:  map[string]string{"d/a": "2", "e/a": "1"},
			holds: map[string]string{"d/": "", "d/a": "2", "e/": "", "e/a": "1"},
		},
		"a link that leads nowhere": {links: map[string]string{"a": "nowhere"}, want: map[string]string{"a": "1"}, holds: map[string]string{"a": "1"}},
		"a link where the temporary file goes": {
			links: map[string]string{".sutaz-a": "../outside/kept"}, want: map[string]string{"a": "1"}, holds: map[string]string{"a": "1"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDisk(t, test.disk)
			outside := filepath.Join(filepath.Dir(d.dir), "outside")
			d.must(os.Mkdir(outside, 0o755))
			d.must(os.WriteFile(filepath.Join(outside, "kept"), []byte("kept"), 0o644))
			for link, target := range test.links {
				d.must(os.Symlink(target, d.path(link)))
			}
			d.bring(test.want)
			d.holds(d.dir, test.holds)
			d.holds(outside, map[string]string{"kept": "kept"})
		})
	}
}

// What does not change is not written: a later time would make other tools work, and a new file would break links.
func TestApplyLeavesTheRest(t *testing.T) {
	t.Parallel()
	d := newDisk(t, map[string]string{"d/same": "1", "d/other": "1"})
	long := time.Unix(1_000_000_000, 0)
	for _, name := range []string{"d/same", "d/other"} {
		d.must(os.Chtimes(d.path(name), long, long))
	}
	same, other := d.stat("d/same"), d.stat("d/other")
	changes := d.bring(map[string]string{"d/same": "1", "d/other": "2"})
	if got := summary(changes); !reflect.DeepEqual(got, []string{"changed d/other"}) {
		t.Errorf("changes are %v", got)
	}
	if now := d.stat("d/same"); !os.SameFile(same, now) || !now.ModTime().Equal(long) {
		t.Errorf("the unchanged file was written: %v, at %v", now.Name(), now.ModTime())
	}
	if now := d.stat("d/other"); os.SameFile(other, now) || now.ModTime().Equal(long) {
		t.Error("the changed file was written in place, where a reader could see a part of it")
	}
}

// Files are readable by all, as git has them, but for what the umask of the user takes away; never executable.
func TestApplyMode(t *testing.T) {
	t.Parallel()
	d := newDisk(t, map[string]string{"changed": "1"})
	d.must(os.Chmod(d.path("changed"), 0o777))
	d.bring(map[string]string{"changed": "2", "new": "2"})
	plain, err := os.OpenFile(filepath.Join(t.TempDir(), "plain"), os.O_CREATE|os.O_WRONLY, 0o644)
	d.must(err)
	want, err := plain.Stat()
	d.must(err)
	d.must(plain.Close())
	for _, name := range []string{"changed", "new"} {
		if got := d.stat(name).Mode(); got != want.Mode() {
			t.Errorf("%s has mode %v, not %v", name, got, want.Mode())
		}
	}
}

func (d *disk) stat(name string) fs.FileInfo {
	d.Helper()
	info, err := os.Lstat(d.path(name))
	d.must(err)
	return info
}

// A file that cannot be written leaves what was there, says its name, and leaves no temporary file.
func TestApplyFails(t *testing.T) {
	t.Parallel()
	// Nothing refuses root a file by its mode, but no system takes a name of 256 bytes.
	long := strings.Repeat("n", 256)
	// With the letters that are put before it while it is written, this one is too long.
	almost := strings.Repeat("n", 252)
	tests := map[string]struct {
		changes []tree.Change
		err     string
	}{
		"a name that is too long":            {[]tree.Change{{Path: "d/" + long, Kind: tree.Added}}, "d/" + long + ": "},
		"a temporary name that is too long":  {[]tree.Change{{Path: almost, Kind: tree.Changed, New: []byte("2")}}, almost + ": "},
		"a directory that cannot be made":    {[]tree.Change{{Path: long + "/a", Kind: tree.Added}}, long + "/a: "},
		"a file that cannot be removed":      {[]tree.Change{{Path: "full", Kind: tree.Removed}}, "full: "},
		"removals wait until all is written": {[]tree.Change{{Path: "kept", Kind: tree.Removed}, {Path: long, Kind: tree.Added}}, long + ": "},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			before := map[string]string{"kept": "1", "full/kept": "1", almost: "1"}
			d := newDisk(t, before)
			err := tree.Apply(d.root, test.changes)
			if err == nil || !strings.HasPrefix(err.Error(), test.err) {
				t.Errorf("error %v\nwant %q first", err, test.err)
			}
			_ = os.Remove(d.path("d")) // It was made before the file in it failed.
			want := map[string]string{"full/": ""}
			maps.Copy(want, before)
			d.holds(d.dir, want)
		})
	}
}

// What was written before a failure stays, and the next run finishes.
func TestApplyAfterFailure(t *testing.T) {
	t.Parallel()
	d := newDisk(t, map[string]string{"a": "1", "b": "1", "orphan": "1"})
	err := tree.Apply(d.root, []tree.Change{
		{Path: "a", Kind: tree.Changed, New: []byte("2")},
		{Path: "a/" + strings.Repeat("n", 256), Kind: tree.Added},
		{Path: "b", Kind: tree.Changed, New: []byte("2")},
		{Path: "orphan", Kind: tree.Removed},
	})
	if err == nil {
		t.Fatal("no error")
	}
	changes := d.bring(map[string]string{"a": "2", "b": "2"})
	if len(changes) == 0 {
		t.Error("everything was written in spite of the failure")
	}
	d.holds(d.dir, map[string]string{"a": "2", "b": "2"})
}

// badNames lead out of the tree, or to a file that the next run would not know by this name.
var badNames = []string{"", ".", "..", "/", "/x", "../x", "a/../b", "a/../../x", "./a", "a/", "a//b", "a/.", "a\x00b", "a\xffb"}

func TestBadNames(t *testing.T) {
	t.Parallel()
	for _, name := range badNames {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDisk(t, map[string]string{"b": "1", "a/c": "1"})
			outside := filepath.Dir(d.dir)
			d.must(os.WriteFile(filepath.Join(outside, "x"), []byte("kept"), 0o644))
			if _, err := tree.Compare(d.root, tree.Files{name: nil}); err == nil {
				t.Error("Compare takes it")
			}
			for _, kind := range []tree.Kind{tree.Added, tree.Changed, tree.Removed} {
				err := tree.Apply(d.root, []tree.Change{{Path: "b", Kind: tree.Removed}, {Path: name, Kind: kind, New: []byte("2")}})
				if err == nil || !strings.Contains(err.Error(), "is no path below the root; nothing was written") {
					t.Errorf("Apply says %v to %s", err, kind)
				}
			}
			if !panics(func() { tree.Files{}.Add(name, nil) }) {
				t.Error("Add takes it")
			}
			d.holds(outside, map[string]string{"x": "kept", "rendered/": "", "rendered/b": "1", "rendered/a/": "", "rendered/a/c": "1"})
		})
	}
}

func panics(f func()) (panicked bool) {
	defer func() { panicked = recover() != nil }()
	f()
	return false
}

func TestAddTwice(t *testing.T) {
	t.Parallel()
	files := tree.Files{}
	files.Add("a", []byte("1"))
	if !panics(func() { files.Add("a", []byte("1")) }) {
		t.Error("a file is taken twice")
	}
}

func TestFileAndDirectory(t *testing.T) {
	t.Parallel()
	d := newDisk(t, nil)
	_, err := tree.Compare(d.root, newFiles(map[string]string{"a": "1", "a/b/c": "2"}))
	if want := `"a" is a file, and "a/b/c" would lie in it`; err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

func TestDiff(t *testing.T) {
	t.Parallel()
	const head = "--- f (on disk)\n+++ f (rendered)\n"
	tests := map[string]struct {
		old, next string
		lines     int
		want      string
	}{
		"a changed line":               {"a\nb\nc\nd\ne\n", "a\nb\nC\nd\ne\n", 99, head + "@@ -1,5 +1,5 @@\n a\n b\n-c\n+C\n d\n e\n"},
		"two lines of context":         {"1\n2\n3\n4\n5\n6\n7\n", "1\n2\n3\nx\n5\n6\n7\n", 99, head + "@@ -2,5 +2,5 @@\n 2\n 3\n-4\n+x\n 5\n 6\n"},
		"a new file":                   {"", "a\nb\n", 99, head + "@@ -0,0 +1,2 @@\n+a\n+b\n"},
		"a removed file":               {"a\n", "", 99, head + "@@ -1 +0,0 @@\n-a\n"},
		"the same":                     {"a\n", "a\n", 99, ""},
		"no end of line any more":      {"a\nb\n", "a\nb", 99, head + "@@ -1,2 +1,2 @@\n a\n-b\n+b\n\\ No newline at end of file\n"},
		"no end of line, as before":    {"a\nb", "c\nb", 99, head + "@@ -1,2 +1,2 @@\n-a\n+c\n b\n\\ No newline at end of file\n"},
		"exactly as long as it may be": {"a\n", "b\n", 5, head + "@@ -1 +1 @@\n-a\n+b\n"},
		"too long":                     {"a\n", "b\n", 4, head + "@@ -1 +1 @@\n-a\n… and 1 more\n"},
		"much too long":                {strings.Repeat("a\n", 1000), "", 3, head + "@@ -1,1000 +0,0 @@\n… and 1000 more\n"},
		"binary":                       {"a\x00", "b", 99, "f: binary, and not the same\n"},
		"unicode and CRLF":             {"é\r\n", "è\r\n", 99, head + "@@ -1 +1 @@\n-é\r\n+è\r\n"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			change := tree.Change{Path: "f", Kind: tree.Changed, Old: []byte(test.old), New: []byte(test.next)}
			if got := change.Diff(test.lines); got != test.want {
				t.Errorf("got %q\nwant %q", got, test.want)
			}
		})
	}
}
