package kustomize

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"

	"github.com/sutazai/sutaz/generators/object"
	"github.com/sutazai/sutaz/generators/tree"
)

// Builder builds directories of one tree. It is safe for use by several goroutines.
type Builder struct {
	// byDir are the files of the tree by directory, so that a build takes only what it reads.
	byDir map[string][]file
}

type file struct {
	name string
	data []byte
}

// NewBuilder indexes files.
func NewBuilder(files tree.Files) *Builder {
	b := &Builder{byDir: map[string][]file{}}
	for name, data := range files {
		dir := path.Dir(name)
		b.byDir[dir] = append(b.byDir[dir], file{name, data})
	}
	return b
}

// Build builds one directory as the kustomize command does without flags: no plugins, no network, nothing outside the
// tree. The objects are sorted by key.
func (b *Builder) Build(dir string) ([]object.Object, error) {
	fsys := filesys.MakeFsInMemory()
	dirs := []string{dir}
	if strings.HasPrefix(dir, "overlays/") {
		dirs = append(dirs, BaseDir(path.Base(dir)))
	}
	for _, d := range dirs {
		for _, f := range b.byDir[d] {
			if err := fsys.WriteFile("/"+f.name, f.data); err != nil {
				return nil, err
			}
		}
	}
	return build(fsys, "/"+dir)
}

func build(fsys filesys.FileSystem, dir string) ([]object.Object, error) {
	built, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(fsys, dir)
	if err != nil {
		return nil, err
	}
	objects := make([]object.Object, 0, built.Size())
	for _, resource := range built.Resources() {
		data, err := resource.MarshalJSON()
		if err != nil {
			return nil, err
		}
		o, err := decode(data)
		if err != nil {
			return nil, err
		}
		objects = append(objects, o)
	}
	object.Sort(objects)
	return objects, nil
}

// decode reads JSON with whole numbers as int64 and others as float64, as generators make them.
func decode(data []byte) (object.Object, error) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	var o map[string]any
	if err := decoder.Decode(&o); err != nil {
		return nil, err
	}
	value, err := numbers(o)
	if err != nil {
		return nil, err
	}
	return value.(map[string]any), nil
}

func numbers(value any) (any, error) {
	var err error
	switch v := value.(type) {
	case json.Number:
		if whole, err := v.Int64(); err == nil {
			return whole, nil
		}
		return v.Float64()
	case map[string]any:
		for name, item := range v {
			if v[name], err = numbers(item); err != nil {
				return nil, err
			}
		}
	case []any:
		for i, item := range v {
			if v[i], err = numbers(item); err != nil {
				return nil, err
			}
		}
	}
	return value, nil
}

// Law checks that the overlay of a component builds to exactly its objects. The error names the first difference.
func (b *Builder) Law(environment string, component object.Component) error {
	built, err := b.Build(OverlayDir(environment, component.Name))
	if err != nil {
		return err
	}
	wanted := slices.Clone(component.Objects())
	object.Sort(wanted)
	if len(built) != len(wanted) {
		return fmt.Errorf("builds to %d objects, not %d", len(built), len(wanted))
	}
	for i, want := range wanted {
		if built[i].Key() != want.Key() {
			return fmt.Errorf("builds to %v, not %v", built[i].Key(), want.Key())
		}
		if d := object.Diff(want, built[i]); d != "" {
			return fmt.Errorf("%v: %s", want.Key(), d)
		}
	}
	return nil
}
