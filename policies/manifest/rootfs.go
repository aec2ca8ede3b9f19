package manifest

import (
	"context"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/filesys"
)

// rootFS shows kustomize a root, as "/", for reading. What it would write, which without plugins is nothing, stays in
// the empty file system in memory that it embeds.
type rootFS struct {
	filesys.FileSystem
	loader *loader
	ctx    context.Context
	place  place
	// top is the kustomization that is built, and content what kustomize shall read in its place.
	top     string
	content []byte
	// resources are the files of objects.
	resources map[id]bool
	// reads and bytes are what was read. Kustomize reads a base once for each kustomization that names it.
	reads int
	bytes int64
	// err is the first mistake in a file.
	err error
}

// name is a path of kustomize in the root, without links.
func (r *rootFS) name(p string) (string, fs.FileInfo, error) {
	name, err := resolve(r.place.Root, strings.TrimPrefix(path.Clean("/"+p), "/"))
	if err != nil {
		return "", nil, err
	}
	info, err := fs.Stat(r.place.Root, name)
	return name, info, err
}

// CleanedAbs is the directory of a path and, if it is a file, its name in there.
func (r *rootFS) CleanedAbs(p string) (filesys.ConfirmedDir, string, error) {
	name, info, err := r.name(p)
	if err != nil {
		return "", "", err
	}
	full := path.Join("/", name)
	if info.IsDir() {
		return filesys.ConfirmedDir(full), "", nil
	}
	return filesys.ConfirmedDir(path.Dir(full)), path.Base(full), nil
}

// Exists says whether anything has this path.
func (r *rootFS) Exists(p string) bool {
	_, _, err := r.name(p)
	return err == nil
}

// IsDir says whether the path is a directory.
func (r *rootFS) IsDir(p string) bool {
	_, info, err := r.name(p)
	return err == nil && info.IsDir()
}

// ReadFile reads a file if it is within the limits.
func (r *rootFS) ReadFile(p string) ([]byte, error) {
	name, info, err := r.name(p)
	if err != nil {
		return nil, err
	}
	if err := r.ctx.Err(); err != nil {
		return nil, r.fail(err)
	}
	shown := r.place.shown(name)
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is no regular file", shown)
	}
	read := r.loader.readFile(file{shown: shown, root: r.place.Root, name: name})
	if len(read.errs) > 0 {
		return nil, r.fail(read.errs[0])
	}
	r.reads, r.bytes = r.reads+1, r.bytes+int64(len(read.text.data))
	if limits := r.loader.limits; r.reads > limits.BuildReads || r.bytes > limits.BuildBytes {
		return nil, r.fail(errorAt(Position{File: r.place.shown(r.top)},
			"the build reads more than %d files or %d bytes, which are the limits: name each base once", limits.BuildReads, limits.BuildBytes))
	}
	if err := r.harmless(read.text, r.resources[r.place.id(name)]); err != nil {
		return nil, r.fail(err)
	}
	if name == r.top {
		return r.content, nil
	}
	return []byte(read.text.data), nil
}

// harmless refuses what kustomize would spend too much on, and names the place of a mistake in a file of objects. Any
// other file may be no YAML, such as one for a ConfigMap.
func (r *rootFS) harmless(t *text, objects bool) error {
	for _, c := range t.split() {
		root, err := c.nodes()
		switch {
		case err != nil && objects:
			return err
		case err != nil:
			return nil
		}
		check := r.loader.bounded
		if objects {
			check = r.loader.check
		}
		if err := check(c, root); err != nil {
			return err
		}
	}
	return nil
}

func (r *rootFS) fail(err error) error {
	if r.err == nil {
		r.err = err
	}
	return err
}
