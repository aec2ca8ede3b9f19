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
	"slices"
	"strings"

	"github.com/pmezard/go-difflib/difflib"
)

// Files are the contents of files by slash-separated path relative to the tree's root.
type Files map[string][]byte

// Add puts a file into the tree. Two generators that write one file are a mistake in this program, so it panics.
func (f Files) Add(name string, data []byte) {
	if !fs.ValidPath(name) {
		panic(fmt.Sprintf("tree: %q is no path below the root", name))
	}
	if _, taken := f[name]; taken {
		panic(fmt.Sprintf("tree: %q is generated twice", name))
	}
	f[name] = data
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
	text, err := difflib.GetUnifiedDiffString(difflib.UnifiedDiff{
		A: difflib.SplitLines(string(c.Old)), B: difflib.SplitLines(string(c.New)),
		FromFile: c.Path + " (on disk)", ToFile: c.Path + " (rendered)", Context: 2,
	})
	if err != nil {
		return err.Error()
	}
	all := strings.SplitAfter(text, "\n")
	if len(all) > lines {
		return strings.Join(all[:lines], "") + fmt.Sprintf("… %d more lines\n", len(all)-lines)
	}
	return text
}

// Compare lists what differs between the directory and want, sorted by path. A directory that does not exist is
// empty. Anything in it that is not a regular file or a directory is reported as removed: nothing but files is
// generated.
func Compare(root *os.Root, want Files) ([]Change, error) {
	var changes []Change
	seen := make(map[string]bool, len(want))
	err := fs.WalkDir(root.FS(), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			return nil
		}
		data, wanted := want[name]
		if !entry.Type().IsRegular() {
			if !wanted {
				changes = append(changes, Change{Path: name, Kind: Removed})
			}
			return nil // Written over below: a link is not seen as the file.
		}
		if !wanted {
			old, err := root.ReadFile(name)
			changes = append(changes, Change{Path: name, Kind: Removed, Old: old})
			return err
		}
		seen[name] = true
		old, err := root.ReadFile(name)
		if err != nil {
			return err
		}
		if !bytes.Equal(old, data) {
			changes = append(changes, Change{Path: name, Kind: Changed, Old: old, New: data})
		}
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

// temporary begins the names of files that are being written. A file of this name that is left over from a run that
// was killed belongs to no generator, so the next run removes it.
const temporary = ".sutaz-"

// Apply makes the changes in the directory: each file is written beside its place and renamed, so that a reader sees
// the old file or the new one and never a part. New files come before removals: a tree that is cut short has too
// much, not too little. The error names the file.
func Apply(root *os.Root, changes []Change) error {
	made := map[string]bool{".": true}
	for _, change := range changes {
		if change.Kind == Removed {
			continue
		}
		if err := write(root, change, made); err != nil {
			return fmt.Errorf("%s: %w", change.Path, err)
		}
	}
	parents := map[string]bool{}
	for _, change := range changes {
		if change.Kind != Removed {
			continue
		}
		if err := root.Remove(change.Path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s: %w", change.Path, err)
		}
		for dir := path.Dir(change.Path); dir != "."; dir = path.Dir(dir) {
			parents[dir] = true
		}
	}
	// Deepest first; a directory that still holds something stays.
	for _, dir := range slices.Backward(slices.Sorted(maps.Keys(parents))) {
		_ = root.Remove(dir)
	}
	return nil
}

func write(root *os.Root, change Change, made map[string]bool) error {
	dir := path.Dir(change.Path)
	if !made[dir] {
		if err := root.MkdirAll(dir, 0o755); err != nil {
			return err
		}
		made[dir] = true
	}
	next := path.Join(dir, temporary+path.Base(change.Path))
	_ = root.Remove(next) // Left over, or a link that somebody planted.
	f, err := root.OpenFile(next, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(change.New)
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = root.Rename(next, change.Path)
	}
	if err != nil {
		_ = root.Remove(next)
	}
	return err
}
