package kustomize

import (
	"path"
	"strconv"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"

	"github.com/sutazai/sutaz/generators/object"
)

// Locator finds the file and line of a place in a built object. It reads a directory when it is first asked about it,
// and is safe for use by several goroutines.
type Locator struct {
	builder *Builder
	lock    sync.Mutex
	dirs    map[string]*directory
}

// directory is what a place may stand in: the objects of its files, and what its kustomization changes.
type directory struct {
	objects map[object.Key]document
	// kustomization is the parsed kustomization.yaml, and file its name.
	kustomization kustomization
	node          *yaml.Node
	file          string
}

// document is one object as it is written.
type document struct {
	file string
	node *yaml.Node
}

// NewLocator finds places in the files that b builds.
func NewLocator(b *Builder) *Locator { return &Locator{builder: b, dirs: map[string]*directory{}} }

// Find gives the file that decides the value at an RFC 6901 pointer of an object which the overlay dir builds, and its
// line: the overlay's patch that sets it, or a part of it, else the file of the object; within that the nearest line
// above it that there is. The file is empty where no file of the overlay or its base has the object.
func (l *Locator) Find(dir string, key object.Key, pointer string) (file string, line int) {
	l.lock.Lock()
	defer l.lock.Unlock()
	overlay := l.directory(dir)
	if line := overlay.changes(key, pointer); line > 0 {
		return overlay.file, line
	}
	for _, d := range []*directory{overlay, l.directory(BaseDir(path.Base(dir)))} {
		if written, found := d.objects[key]; found {
			return written.file, lineOf(written.node, pointer)
		}
	}
	return "", 0
}

// directory parses the files of a directory. What does not parse is left out: the build has said so.
func (l *Locator) directory(dir string) *directory {
	if d := l.dirs[dir]; d != nil {
		return d
	}
	d := &directory{objects: map[object.Key]document{}}
	l.dirs[dir] = d
	for _, f := range l.builder.byDir[dir] {
		var node yaml.Node
		if yaml.Unmarshal(f.data, &node) != nil || len(node.Content) == 0 {
			continue
		}
		if path.Base(f.name) == "kustomization.yaml" {
			d.file, d.node = f.name, node.Content[0]
			_ = node.Decode(&d.kustomization) // What it cannot read it does not find.
			continue
		}
		var o map[string]any
		if node.Decode(&o) == nil {
			d.objects[object.Object(o).Key()] = document{f.name, node.Content[0]}
		}
	}
	return d
}

// changes is the line of the kustomization that sets a place of an object; 0 where none does.
func (d *directory) changes(key object.Key, pointer string) (line int) {
	patches := child(d.node, "patches")
	for i, p := range d.kustomization.Patches {
		if patches == nil || !p.Target.matches(key, p.Target.Version) {
			continue
		}
		text := child(patches.Content[i], "patch")
		var operations yaml.Node
		if text == nil || yaml.Unmarshal([]byte(text.Value), &operations) != nil || len(operations.Content) == 0 {
			continue
		}
		for _, operation := range operations.Content[0].Content {
			at := child(operation, "path")
			if at == nil || !within(pointer, at.Value) {
				continue
			}
			// A block begins on the line after its sign.
			line = text.Line + at.Line
		}
	}
	if line > 0 || !strings.HasSuffix(pointer, "/image") {
		return line
	}
	if images := child(d.node, "images"); images != nil && len(images.Content) == 1 {
		return images.Content[0].Line // With more than one, only the object's file tells which.
	}
	return 0
}

// within says whether a place is the one that an operation changes, or lies in it. The end of a list stands for each
// of its items.
func within(pointer, changed string) bool {
	changed = strings.TrimSuffix(changed, "/-")
	return pointer == changed || strings.HasPrefix(pointer, changed+"/")
}

// lineOf is the line of a pointer in a document, or of the nearest place above it that there is.
func lineOf(node *yaml.Node, pointer string) int {
	line := node.Line
	for _, token := range object.SplitPointer(pointer) {
		var next *yaml.Node
		switch node.Kind {
		case yaml.MappingNode:
			if next = child(node, token); next == nil {
				return line
			}
			line = keyOf(node, token).Line
		case yaml.SequenceNode:
			i, err := strconv.Atoi(token)
			if err != nil || i < 0 || i >= len(node.Content) {
				return line
			}
			next = node.Content[i]
			line = next.Line
		default:
			return line
		}
		node = next
	}
	return line
}

// child is a field's value; nil where there is none.
func child(node *yaml.Node, name string) *yaml.Node {
	if i := fieldOf(node, name); i >= 0 {
		return node.Content[i+1]
	}
	return nil
}

// keyOf is a field's name as it is written; the field must be there.
func keyOf(node *yaml.Node, name string) *yaml.Node { return node.Content[fieldOf(node, name)] }

func fieldOf(node *yaml.Node, name string) int {
	if node != nil && node.Kind == yaml.MappingNode {
		for i := 0; i+1 < len(node.Content); i += 2 {
			if node.Content[i].Value == name {
				return i
			}
		}
	}
	return -1
}
