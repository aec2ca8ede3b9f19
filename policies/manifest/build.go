package manifest

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/api/resmap"
	"sigs.k8s.io/kustomize/api/resource"
	"sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/kustomize/kyaml/openapi"
	"sigs.k8s.io/yaml"

	"github.com/sutazai/sutaz/generators/object"
)

// build is a kustomization that is built, and what is true of any kustomization that it uses.
type build struct {
	*kustomization
	// objects are the files of objects.
	objects               map[id]bool
	failed, helm, schemas bool
}

// build gives the objects that kustomize makes.
func (l *loader) build(ctx context.Context, b *build) (r result) {
	// Schemas are a global variable of kustomize: who sets them runs alone.
	if b.schemas {
		l.schemas.Lock()
		defer l.schemas.Unlock()
		defer openapi.ResetOpenAPI()
	} else {
		l.schemas.RLock()
		defer l.schemas.RUnlock()
	}
	top, tracked, err := b.tracked()
	if err != nil {
		r.fail(errorAt(Position{File: b.shown()}, "it is no kustomization: %v", err))
		return r
	}
	fsys := &rootFS{FileSystem: filesys.MakeFsInMemory(), loader: l, ctx: ctx, place: b.place, top: b.file, content: top, resources: b.objects}
	built, err := run(fsys, "/"+b.id.name)
	switch {
	case fsys.err != nil: // What the file system says is exact; kustomize wraps it many times, or tries something else.
		r.fail(fsys.err)
		return r
	case err != nil:
		r.fail(errorAt(Position{File: b.shown()}, "kustomize cannot build it: %s", strings.TrimSpace(err.Error())))
		return r
	}
	for i, res := range built.Resources() {
		o, err := b.object(res, tracked, l.limits.Depth)
		if err != nil {
			r.fail(errorAt(Position{File: b.shown()}, "%v", err))
			continue
		}
		s := source{b.shown(), i + 1, builtOrigin{loader: l, build: b, file: o.file}}
		below := s.objects(map[string]any(o.object), "")
		r.documents = append(r.documents, below.documents...)
		r.skipped = append(r.skipped, below.skipped...)
		r.errs = append(r.errs, below.errs...)
	}
	return r
}

// run runs kustomize as its command does without flags, which runs no plugins. What it reads is not trusted, and its
// parsers have been seen to panic.
func run(fsys filesys.FileSystem, dir string) (built resmap.ResMap, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("it fails: %v", r)
		}
	}()
	return krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(fsys, dir)
}

// tracked gives the kustomization with the wish that each object names the file that it comes from, and says whether the
// author wished that already.
func (b *build) tracked() (content []byte, already bool, err error) {
	if b.empty {
		return []byte(b.text.data), true, nil // Kustomize says so in its own words.
	}
	var fields map[string]any
	if err := yaml.Unmarshal([]byte(b.text.data), &fields); err != nil {
		return nil, false, err
	}
	wishes, _ := fields["buildMetadata"].([]any)
	if slices.Contains(wishes, any(types.OriginAnnotations)) {
		return []byte(b.text.data), true, nil
	}
	fields["buildMetadata"] = append(wishes, types.OriginAnnotations)
	content, err = yaml.Marshal(fields)
	return content, false, err
}

// builtObject is an object, and the file that it comes from, by its name in the root; "" if it was generated.
type builtObject struct {
	object object.Object
	file   string
}

const originAnnotation = "config.kubernetes.io/origin"

func (b *build) object(res *resource.Resource, tracked bool, depth int) (builtObject, error) {
	data, err := res.MarshalJSON()
	if err != nil {
		return builtObject{}, err
	}
	value, err := newJSONReader(&text{b.shown(), string(data)}, 0, depth).next()
	if err != nil {
		return builtObject{}, err
	}
	fields, _ := value.(map[string]any)
	metadata, _ := fields["metadata"].(map[string]any)
	annotations, _ := metadata["annotations"].(map[string]any)
	written, _ := annotations[originAnnotation].(string)
	if !tracked {
		delete(annotations, originAnnotation)
		if len(annotations) == 0 {
			delete(metadata, "annotations")
		}
	}
	var origin resource.Origin
	if yaml.Unmarshal([]byte(written), &origin) != nil || origin.Path == "" {
		return builtObject{object: fields}, nil
	}
	return builtObject{fields, path.Join(b.id.name, origin.Path)}, nil
}

// builtOrigin is the file that an object comes from before it is changed.
type builtOrigin struct {
	loader *loader
	build  *build
	file   string
}

func isBuild(from origin) bool {
	_, ok := from.(builtOrigin)
	return ok
}

func (o builtOrigin) position(d *Document, pointer string) Position {
	if written := o.written(d); written != nil {
		return written.Position(pointer)
	}
	return Position{File: o.build.shown()}
}

// written is the object as it stands in its file: the one of its kind or, of several, the one whose name became that of
// the object, which may have a longer one; nil if that is not one.
func (o builtOrigin) written(d *Document) *Document {
	var candidates []*Document
	documents := o.loader.documents(o.build.place, o.file)
	for i := range documents {
		if documents[i].Key().Kind == d.Key().Kind && documents[i].Key().Group == d.Key().Group {
			candidates = append(candidates, &documents[i])
		}
	}
	for _, match := range []func(string) bool{
		func(name string) bool { return name == d.Key().Name },
		func(name string) bool { return strings.Contains(d.Key().Name, name) },
		func(string) bool { return true },
	} {
		var found []*Document
		for _, c := range candidates {
			if match(c.Key().Name) {
				found = append(found, c)
			}
		}
		if len(found) == 1 {
			return found[0]
		}
	}
	return nil
}

// documents reads a file again for the places of its objects.
func (l *loader) documents(p place, name string) []Document {
	if name == "" {
		return nil
	}
	l.lock.Lock()
	defer l.lock.Unlock()
	if known, ok := l.sources[p.id(name)]; ok {
		return known
	}
	var documents []Document
	if r := l.readFile(file{shown: p.shown(name), root: p.Root, name: name}); len(r.errs) == 0 {
		for _, c := range r.text.parts() {
			documents = append(documents, l.decode(c).documents...)
		}
	}
	l.sources[p.id(name)] = documents
	return documents
}
