// Package tree holds generated files as values and brings a directory in line with them: it compares, writes and
// removes, and knows nothing of what the files say.
package tree

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"runtime"
	"slices"
	"strings"

	"github.com/pmezard/go-difflib/difflib"
	"golang.org/x/sync/errgroup"
)

// Files are the contents of files by slash-separated path relative to the tree's root.
type Files map[string][]byte

// Add puts a file into the tree. Two generators that write one file are a mistake in this program, so it panics.
func (f Files) Add(name string, data []byte) {
	if !valid(name) {
		panic(fmt.Sprintf("tree: %q is no path below the root", name))
	}
	if _, taken := f[name]; taken {
		panic(fmt.Sprintf("tree: %q is generated twice", name))
	}
	f[name] = data
}

// valid says whether a name can be that of a file below the root. [os.Root] would follow "a/../b", and a name that is
// not in its one shortest form would be taken for an orphan by the next run.
func valid(name string) bool {
	return fs.ValidPath(name) && name != "." && !strings.ContainsRune(name, 0)
}

// Kind is what happens to one file.
type Kind string

// The kinds of changes.
const (
	Added   Kind = "added"
	Changed Kind = "changed"
	Removed Kind = "removed"
)

// Change is one file that differs between a directory and the tree.
type Change struct {
	// Path is relative to the root.
	Path string
	// Kind is what writing would do.
	Kind Kind
	// Old is what the directory holds, New what the tree holds; nil where there is no file.
	Old, New []byte
}

// Diff is a unified diff of at most lines lines, for people.
func (c Change) Diff(lines int) string {
	if bytes.ContainsRune(c.Old, 0) || bytes.ContainsRune(c.New, 0) {
		return c.Path + ": binary, and not the same\n"
	}
	text, err := difflib.GetUnifiedDiffString(difflib.UnifiedDiff{
		A: splitLines(c.Old), B: splitLines(c.New),
		FromFile: c.Path + " (on disk)", ToFile: c.Path + " (rendered)", Context: 2,
	})
	if err != nil {
		return err.Error()
	}
	all := slices.Collect(strings.Lines(text))
	if len(all) > lines {
		return strings.Join(all[:lines], "") + fmt.Sprintf("… and %d more\n", len(all)-lines)
	}
	return text
}

// splitLines says, as diff does, when the last line does not end.
func splitLines(data []byte) []string {
	lines := slices.Collect(strings.Lines(string(data)))
	if last := len(lines) - 1; last >= 0 && !strings.HasSuffix(lines[last], "\n") {
		lines[last] += "\n\\ No newline at end of file\n"
	}
	return lines
}

// Compare lists what differs between the directory and want, sorted by path. Anything in it that is not a regular file
// or a directory is reported as removed, or as added where a file is wanted: nothing but files is generated. No link is
// followed.
func Compare(root *os.Root, want Files) ([]Change, error) {
	if err := want.check(); err != nil {
		return nil, err
	}
	var changes []Change
	seen := make(map[string]bool, len(want))
	err := fs.WalkDir(root.FS(), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, wanted := want[name]
		if !entry.Type().IsRegular() {
			if !wanted {
				changes = append(changes, Change{Path: name, Kind: Removed})
			}
			return nil // Where a file is wanted, it takes the place of this.
		}
		old, err := root.ReadFile(name)
		switch {
		case err != nil:
			return err
		case !wanted:
			changes = append(changes, Change{Path: name, Kind: Removed, Old: old})
		case !bytes.Equal(old, data):
			changes = append(changes, Change{Path: name, Kind: Changed, Old: old, New: data})
		}
		seen[name] = true
		return nil
	})
	if err != nil {
		return nil, err
	}
	for name, data := range want {
		if !seen[name] {
			changes = append(changes, Change{Path: name, Kind: Added, New: data})
		}
	}
	slices.SortFunc(changes, func(a, b Change) int { return strings.Compare(a.Path, b.Path) })
	return changes, nil
}

// check refuses names that lead out of the tree, and a name that is a file and a directory at once.
func (f Files) check() error {
	for _, name := range slices.Sorted(maps.Keys(f)) {
		if !valid(name) {
			return fmt.Errorf("%q is no path below the root", name)
		}
		for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
			if _, isFile := f[dir]; isFile {
				return fmt.Errorf("%q is a file, and %q would lie in it", dir, name)
			}
		}
	}
	return nil
}

// temporary begins the names of files that are being written. A file of this name that is left over from a run that
// was killed belongs to no generator, so the next run removes it.
const temporary = ".sutaz-"

// Apply makes the changes in the directory: each file is written beside its place and renamed, so that a reader sees
// the old file or the new one and never a part. New files come before removals: a tree that is cut short has too
// much, not too little. What is in the way of a file and is none, such as a link, is removed and never followed. The
// error names the file.
func Apply(root *os.Root, changes []Change) error {
	for _, change := range changes {
		if !valid(change.Path) {
			return fmt.Errorf("%q is no path below the root; nothing was written", change.Path)
		}
	}
	made := map[string]bool{".": true}
	failed := make([]error, len(changes))
	var group errgroup.Group
	group.SetLimit(2 * runtime.GOMAXPROCS(0)) // Most of the time goes to waiting for the file system.
	for i, change := range changes {
		if change.Kind == Removed {
			continue
		}
		if failed[i] = makeDir(root, path.Dir(change.Path), made); failed[i] != nil {
			break
		}
		group.Go(func() error {
			failed[i] = write(root, change)
			return nil // The first by name is wanted, not the first in time.
		})
	}
	_ = group.Wait()
	for i, change := range changes {
		if failed[i] != nil {
			return fmt.Errorf("%s: %w", change.Path, failed[i])
		}
	}
	parents := map[string]bool{}
	for _, change := range changes {
		if change.Kind != Removed || made[change.Path] {
			continue
		}
		if err := remove(root, change.Path); err != nil {
			return fmt.Errorf("%s: %w", change.Path, err)
		}
		for dir := path.Dir(change.Path); dir != "."; dir = path.Dir(dir) {
			parents[dir] = true
		}
	}
	// Deepest first; a directory that still holds something stays, and so does a file that took its place.
	for _, dir := range slices.Backward(slices.Sorted(maps.Keys(parents))) {
		if info, err := root.Lstat(dir); err == nil && info.IsDir() {
			_ = root.Remove(dir)
		}
	}
	return nil
}

// remove removes a file, which is gone already if a file took the place of a directory above it.
func remove(root *os.Root, name string) error {
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		if info, err := root.Lstat(dir); err == nil && !info.IsDir() {
			return nil
		}
	}
	if err := root.Remove(name); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func write(root *os.Root, change Change) error {
	next := path.Join(path.Dir(change.Path), temporary+path.Base(change.Path))
	_ = root.RemoveAll(next) // Left over, or a link that somebody planted.
	f, err := root.OpenFile(next, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(change.New)
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = replace(root, next, change.Path)
	}
	if err != nil {
		_ = root.Remove(next)
	}
	return err
}

// replace renames a file over whatever has its name.
func replace(root *os.Root, from, to string) error {
	if info, err := root.Lstat(to); err == nil && info.IsDir() {
		if err := root.RemoveAll(to); err != nil {
			return err
		}
	}
	return root.Rename(from, to)
}

// makeDir makes a directory and those above it, in place of what has such a name and is none.
func makeDir(root *os.Root, dir string, made map[string]bool) error {
	if made[dir] {
		return nil
	}
	if err := makeDir(root, path.Dir(dir), made); err != nil {
		return err
	}
	info, err := root.Lstat(dir)
	if err == nil && !info.IsDir() {
		err = root.Remove(dir)
	}
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		if err = root.Mkdir(dir, 0o755); errors.Is(err, fs.ErrExist) {
			err = nil
		}
	}
	made[dir] = err == nil
	return err
}
