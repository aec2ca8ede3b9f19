package manifest

import (
	"math"
	"strconv"
	"strings"
	"sync"

	yaml3 "go.yaml.in/yaml/v3"

	"github.com/sutazai/sutaz/generators/object"
)

// recent keeps the document that was asked about last: findings come one after the other, and a list can be long.
type recent struct {
	lock    sync.Mutex
	chunk   chunk
	nodes   *yaml3.Node
	offsets map[string]int
}

// of gives the nodes of a document of YAML, or the offsets of the values of one of JSON.
func (r *recent) of(c chunk, isJSON bool) (*yaml3.Node, map[string]int) {
	r.lock.Lock()
	defer r.lock.Unlock()
	if r.chunk == c {
		return r.nodes, r.offsets
	}
	r.chunk, r.nodes, r.offsets = c, nil, nil
	if isJSON {
		r.offsets = c.offsets()
	} else if root, err := c.nodes(); err == nil && len(root.Content) > 0 {
		r.nodes = root.Content[0]
	}
	return r.nodes, r.offsets
}

// yamlOrigin is a document of YAML.
type yamlOrigin struct {
	chunk
	recent *recent
}

func (o yamlOrigin) position(d *Document, pointer string) Position {
	node, _ := o.recent.of(o.chunk, false)
	if node == nil {
		return Position{o.file, o.line, 1}
	}
	at := node
	for _, token := range object.SplitPointer(d.Item + pointer) {
		key, value := child(node, token)
		if value == nil {
			break
		}
		at, node = key, value
	}
	return o.place(at)
}

// child is the value of a field or an item, and the node that people look for: of a field, its key.
func child(node *yaml3.Node, token string) (at, value *yaml3.Node) {
	node = resolved(node)
	switch node.Kind {
	case yaml3.SequenceNode:
		i, err := strconv.Atoi(token)
		if err != nil || i < 0 || i >= len(node.Content) {
			return nil, nil
		}
		return node.Content[i], node.Content[i]
	case yaml3.MappingNode:
		return field(node, token)
	default:
		return nil, nil
	}
}

// field looks for a key, then in the maps that are merged.
func field(node *yaml3.Node, name string) (at, value *yaml3.Node) {
	for i := 0; i+1 < len(node.Content); i += 2 {
		if keyName(node.Content[i]) == name {
			return node.Content[i], node.Content[i+1]
		}
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		if node.Content[i].Tag != "!!merge" {
			continue
		}
		if at, value := merged(resolved(node.Content[i+1]), name); value != nil {
			return at, value
		}
	}
	return nil, nil
}

func merged(node *yaml3.Node, name string) (at, value *yaml3.Node) {
	switch node.Kind {
	case yaml3.MappingNode:
		return field(node, name)
	case yaml3.SequenceNode:
		for _, item := range node.Content {
			if at, value := merged(resolved(item), name); value != nil {
				return at, value
			}
		}
	default:
	}
	return nil, nil
}

const unlikePlain = yaml3.DoubleQuotedStyle | yaml3.SingleQuotedStyle | yaml3.LiteralStyle | yaml3.FoldedStyle | yaml3.TaggedStyle

// keyName is the name of a field as the object has it: a key may be a number or a truth value.
func keyName(key *yaml3.Node) string {
	key = resolved(key)
	if name, ok := plainKey(key); ok {
		return name
	}
	return key.Value
}

// jsonOrigin is a value of JSON.
type jsonOrigin struct {
	chunk
	recent *recent
}

func (o jsonOrigin) position(d *Document, pointer string) Position {
	_, offsets := o.recent.of(o.chunk, true)
	for wanted := d.Item + pointer; ; wanted = wanted[:strings.LastIndexByte(wanted, '/')] {
		if offset, found := offsets[wanted]; found {
			return o.text.place(offset)
		}
		if !strings.Contains(wanted, "/") {
			return o.text.place(o.start)
		}
	}
}

// offsets are where the values of a document of JSON begin, by pointer; of a field, its name.
func (c chunk) offsets() map[string]int {
	offsets := map[string]int{}
	reader := newJSONReader(c.text, c.start, math.MaxInt)
	reader.seen = func(pointer string, at int) { offsets[pointer] = at }
	_, _ = reader.next() // It was read before.
	return offsets
}
