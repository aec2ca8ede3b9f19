package manifest

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
)

// file is a file to read.
type file struct {
	// shown is its name in messages.
	shown string
	root  fs.FS
	name  string
	stdin bool
}

// found is what lies under the paths.
type found struct {
	result
	files  []file
	builds []*build
}

// place is a directory or file on which a walk begins.
type place struct {
	Path
	// number is the same for the same Root.
	number int
}

// id names a file or a directory without links in its path.
type id struct {
	root int
	name string
}

func (p place) id(name string) id { return id{p.number, name} }

// shown is the name of a file in Root as a person calls it who gave Arg.
func (p place) shown(name string) string {
	relative, err := filepath.Rel(filepath.FromSlash(p.Name), filepath.FromSlash(name))
	if err != nil {
		return name // Both are relative to Root; it has no way to fail.
	}
	return filepath.ToSlash(filepath.Join(p.Arg, relative))
}

// finder walks paths.
type finder struct {
	found
	limits  Limits
	done    func() bool
	visited map[id]bool
	// given are the files that are paths themselves.
	given map[id]bool
	ids   []id // Those of files.
	// entries is the number of files and directories that were looked at, and bytes the size of the files to read.
	entries int
	bytes   int64
	kustomizations
}

// errStop ends a walk of which the reason is in errs.
var errStop = errors.New("stop")

// walk finds the files to read and the kustomizations to build.
func (l *loader) walk(ctx context.Context, paths []Path) found {
	f := &finder{
		limits:         l.limits,
		done:           func() bool { return ctx.Err() != nil },
		visited:        map[id]bool{},
		given:          map[id]bool{},
		kustomizations: kustomizations{loader: l, known: map[id]*kustomization{}},
	}
	for i, p := range places(paths) {
		if err := f.path(p); errors.Is(err, errStop) {
			return found{result: f.result}
		} else if err != nil {
			f.fail(unreadable(paths[i].Arg, err))
		}
	}
	f.connect()
	f.errs = append(f.errs, f.mistakes...)
	f.builds = f.toBuild(&f.result)
	named := f.named()
	var files []file
	for i, candidate := range f.files {
		if f.given[f.ids[i]] || !named[f.ids[i]] {
			files = append(files, candidate)
		}
	}
	f.files = files
	return f.found
}

// places numbers roots: two of the same number are the same.
func places(paths []Path) (places []place) {
	for i, p := range paths {
		number := i
		for j, earlier := range paths[:i] {
			if p.Root != nil && reflect.TypeOf(p.Root).Comparable() && earlier.Root == p.Root {
				number = places[j].number
				break
			}
		}
		places = append(places, place{p, number})
	}
	return places
}

// path looks at what a person gave.
func (f *finder) path(p place) error {
	if p.Arg == "-" {
		if stdin := (id{-1, "-"}); f.first(stdin) {
			f.ids, f.files = append(f.ids, stdin), append(f.files, file{shown: "-", stdin: true})
			f.given[stdin] = true
		}
		return nil
	}
	name, err := resolve(p.Root, p.Name)
	if err != nil {
		return err
	}
	p.Name = name // So that names below it begin with it; Arg is as it was given.
	info, err := fs.Stat(p.Root, name)
	if err != nil {
		return err
	}
	if info.IsDir() {
		return f.directory(p, name)
	}
	f.given[p.id(name)] = true
	return f.file(p, name, info)
}

// first says whether nothing was there before.
func (f *finder) first(at id) bool {
	before := f.visited[at]
	f.visited[at] = true
	return !before
}

func (f *finder) file(p place, name string, info fs.FileInfo) error {
	if !info.Mode().IsRegular() {
		f.skip(p.shown(name), "it is no regular file, and may have no end: give it as standard input, with -")
		return nil
	}
	if !f.first(p.id(name)) {
		return nil
	}
	if f.bytes += min(info.Size(), f.limits.FileBytes); f.bytes > f.limits.TotalBytes {
		f.fail(tooMuch(f.limits))
		return errStop
	}
	f.ids, f.files = append(f.ids, p.id(name)), append(f.files, file{shown: p.shown(name), root: p.Root, name: name})
	return nil
}

func tooMuch(limits Limits) error {
	return fmt.Errorf("the input is longer than %d bytes, which is the limit for all files: check parts of it in runs of their own", limits.TotalBytes)
}

func (f *finder) skip(shown, reason string) {
	f.skipped = append(f.skipped, Skipped{File: shown, Reason: reason})
}

// directory looks at all that is in a directory and below.
func (f *finder) directory(p place, name string) error {
	if !f.first(p.id(name)) {
		return nil
	}
	entries, err := fs.ReadDir(p.Root, name)
	if err != nil {
		f.fail(unreadable(p.shown(name), err))
		return nil
	}
	has := func(file string) bool {
		return slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == file && !e.IsDir() })
	}
	chart := has("Chart.yaml")
	if chart {
		f.skip(p.shown(name), "it is a chart of Helm, and nobody rendered it: check what helm template makes of it")
	}
	if slices.ContainsFunc(kustomizationNames, has) {
		f.find(p, name)
	}
	for _, entry := range entries {
		if f.entries++; f.entries > f.limits.Files {
			f.fail(fmt.Errorf("there are more than %d files and directories, which is the limit: check parts of them in runs of their own", f.limits.Files))
			return errStop
		}
		if f.done() {
			return errStop
		}
		if chart && slices.Contains(chartParts, entry.Name()) || isKustomization(entry.Name()) {
			continue
		}
		if err := f.entry(p, path.Join(name, entry.Name()), entry); err != nil {
			return err
		}
	}
	return nil
}

// chartParts are what the note on a chart speaks of. Its crds/ are manifests that Helm takes as they are, and charts/
// holds charts.
var chartParts = []string{"Chart.yaml", "templates", "values.yaml"}

func (f *finder) entry(p place, name string, entry fs.DirEntry) error {
	switch {
	case entry.Type()&fs.ModeSymlink != 0:
		return f.link(p, name)
	case entry.IsDir() && entry.Name() != ".git":
		return f.directory(p, name)
	case entry.IsDir() || !isManifest(name):
		return nil
	}
	info, err := entry.Info()
	if err != nil {
		f.fail(unreadable(p.shown(name), err))
		return nil
	}
	return f.file(p, name, info)
}

// link looks where a link leads: a file is read by the name of the link.
func (f *finder) link(p place, name string) error {
	info, err := fs.Stat(p.Root, name)
	switch {
	case err != nil && isManifest(name):
		f.fail(unreadable(p.shown(name), err))
	case err != nil:
		f.skip(p.shown(name), "the link is not followed: "+explain(err))
	case info.IsDir():
		f.skip(p.shown(name), "it is a link to a directory, which is not followed: give what it leads to as a path")
	case isManifest(name):
		return f.file(p, name, info)
	}
	return nil
}

func isManifest(name string) bool {
	switch path.Ext(name) {
	case ".yaml", ".yml", ".json":
		return true
	}
	return false
}

var (
	errOutside = errors.New("it lies outside the root")
	errLinks   = errors.New("too many links")
)

// maxLinks is that of the kernel.
const maxLinks = 40

// resolve gives the name of a file without links. A link that leads out of the file system is errOutside.
func resolve(fsys fs.FS, name string) (string, error) {
	done, rest, links := ".", strings.Split(name, "/"), 0
	for len(rest) > 0 {
		part := rest[0]
		rest = rest[1:]
		if part == ".." && done == "." {
			return "", errOutside
		}
		next := path.Join(done, part)
		if part == ".." || next == done {
			done = next
			continue
		}
		info, err := fs.Lstat(fsys, next)
		if err != nil {
			return "", err
		}
		if info.Mode()&fs.ModeSymlink == 0 {
			done = next
			continue
		}
		target, err := fs.ReadLink(fsys, next)
		switch links++; {
		case err != nil:
			return "", err
		case links > maxLinks:
			return "", errLinks
		case path.IsAbs(target):
			return "", errOutside
		}
		rest = append(strings.Split(target, "/"), rest...)
	}
	return done, nil
}
