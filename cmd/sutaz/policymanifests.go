package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/sutazai/sutaz/policies"
	"github.com/sutazai/sutaz/policies/manifest"
)

// judgeManifests judges files that this program did not write, as one environment.
func (a *app) judgeManifests(ctx context.Context, paths []string, f *checkFlags) (policies.Report, error) {
	engine, err := f.engine()
	if err != nil {
		return policies.Report{}, err
	}
	target, err := newCluster(ctx, f.ruleFlags)
	if err != nil {
		return policies.Report{}, err
	}
	opened := &roots{}
	defer opened.close() // Not before the last position is asked for.
	input := manifest.Input{Stdin: os.Stdin}
	directories := true
	for _, arg := range paths {
		path, isDir, err := opened.path(arg)
		if err != nil {
			return policies.Report{}, usageError{err}
		}
		directories = directories && isDir
		input.Paths = append(input.Paths, path)
	}
	documents, skipped, err := manifest.Load(ctx, input)
	switch {
	case ctx.Err() != nil:
		return policies.Report{}, ctx.Err()
	case err != nil:
		return policies.Report{}, usageError{err}
	case len(documents) == 0:
		return policies.Report{}, usageError{nothingIn(paths, skipped)}
	}
	a.stage("manifests read")
	in := policies.Input{Complete: f.complete || directories, Date: a.today()}
	for i := range documents {
		in.Items = append(in.Items, policies.Item{Object: documents[i].Object, File: documents[i].File})
	}
	if in.Schemas, err = target.with(in.Items); err != nil {
		return policies.Report{}, err
	}
	in.Locate = func(item int, pointer string) policies.Location {
		if item < 0 {
			return policies.Location{} // A place in the description, which there is not.
		}
		at := documents[item].Position(pointer)
		return policies.Location{File: at.File, Line: at.Line}
	}
	memory, save := a.openMemory(engine)
	report, err := engine.Check(ctx, in, memory)
	if err != nil {
		return report, err
	}
	save()
	for _, s := range skipped {
		report.Skipped = append(report.Skipped, policies.Skipped{File: s.File, Reason: reason(s)})
	}
	a.stage("manifests judged")
	return report, nil
}

// nothingIn is an error: whoever mistypes a path must not be told that all is well.
func nothingIn(paths []string, skipped []manifest.Skipped) error {
	lines := []string{fmt.Sprintf("nothing to judge: there is no Kubernetes object in %s", strings.Join(paths, ", "))}
	for _, s := range skipped {
		lines = append(lines, fmt.Sprintf("  %s: %s", s.File, reason(s)))
	}
	return errors.New(strings.Join(lines, "\n"))
}

// reason says which document of a file with several it is.
func reason(s manifest.Skipped) string {
	if s.Document > 1 {
		return fmt.Sprintf("document %d: %s", s.Document, s.Reason)
	}
	return s.Reason
}

// roots are the file systems that paths lie in. None can be left, not even through a link.
type roots struct {
	opened []*os.Root
	// here is the working directory, once it is needed.
	here fs.FS
}

func (r *roots) close() {
	for _, root := range r.opened {
		_ = root.Close() // It was only read.
	}
}

func (r *roots) open(dir string) (fs.FS, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	r.opened = append(r.opened, root)
	return root.FS(), nil
}

// path opens the file system that a PATH lies in: the working directory for what lies below it, so that overlays reach
// their bases, else the directory itself.
func (r *roots) path(arg string) (path manifest.Path, isDir bool, err error) {
	if arg == "-" {
		return manifest.Path{Arg: arg}, false, nil
	}
	if arg == "" {
		return path, false, errors.New("a path is empty; the working directory is called ./")
	}
	info, err := os.Stat(arg)
	if err != nil {
		return path, false, err
	}
	name := below(arg)
	if filepath.IsLocal(name) {
		if r.here == nil {
			if r.here, err = r.open("."); err != nil {
				return path, false, err
			}
		}
		return manifest.Path{Arg: arg, Root: r.here, Name: filepath.ToSlash(name)}, info.IsDir(), nil
	}
	dir, name := filepath.Clean(arg), "."
	if !info.IsDir() {
		dir, name = filepath.Split(dir)
	}
	root, err := r.open(dir)
	return manifest.Path{Arg: arg, Root: root, Name: name}, info.IsDir(), err
}

// below is the path from the working directory; of what does not lie below it, the path itself.
func below(arg string) string {
	if !filepath.IsAbs(arg) {
		return filepath.Clean(arg)
	}
	here, err := os.Getwd()
	if err != nil {
		return arg
	}
	name, err := filepath.Rel(here, arg)
	if err != nil || !filepath.IsLocal(name) {
		return arg
	}
	return name
}
